import { hasFunctionUrls } from "@tandem/config";
import type { Region } from "@tandem/config";
import { standbyRegionContract } from "@tandem/contracts";
import { testRegionalProgram } from "@tandem/contracts/testing/regional-program";
import type { RegionalProgram } from "@tandem/contracts/testing/regional-program";
import { expect } from "vitest";
import entry from "./index.ts";
import { program } from "./program.ts";

const standby = {
  role: "standby",
  contract: standbyRegionContract,
  program,
  entry,
  moreAlarms: [
    "controller-dead",
    "regional-outage",
    "unprotected",
    "failover-held",
    "latch-lost",
    "standby-not-ready",
    "operation-overdue",
    "latch-errors",
    "latch-throttles",
  ],
  reachAcross: ["aws:lambda/function:Function control-controller"],
} as const satisfies Partial<RegionalProgram>;

const latchUrl = (region: Region) =>
  hasFunctionUrls(region)
    ? String.raw`^https://[0-9a-f]{32}\.lambda-url\.${region}\.on\.aws/latch$`
    : String.raw`^https://[0-9a-f]{10}\.execute-api\.${region}\.amazonaws\.com/prod/latch$`;

const controlIn = (region: Region, controllerFunctionName: string, stateTableName: string) => ({
  controllerFunctionName,
  stateTableName,
  latchUrl: expect.stringMatching(new RegExp(latchUrl(region))),
  latchHealthCheckId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
});

await testRegionalProgram({
  ...standby,
  profile: "payments-us",
  more: controlIn("us-east-2", "payment-failover-us-east-2-dev1", "payment-failover-state-us-east-2-dev1"),
});
await testRegionalProgram({
  ...standby,
  profile: "trading-serverless-us",
  more: controlIn(
    "us-west-2",
    "dr-failover-us-west-2-production-secondary-dev1",
    "dr-failover-state-us-west-2-production-secondary-dev1",
  ),
});
await testRegionalProgram({
  ...standby,
  profile: "transactions-us",
  more: controlIn("us-west-2", "transaction-failover-us-west-2-dev1", "transaction-failover-state-us-west-2-dev1"),
});
await testRegionalProgram({
  ...standby,
  profile: "trading-eu",
  more: controlIn("eu-central-2", "failover-controller-dev1", "failover-state-dev1"),
});
