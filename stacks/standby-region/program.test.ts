import { standbyRegionContract } from "@tandem/contracts";
import { testRegionalProgram } from "@tandem/contracts/testing/regional-program";
import { expect } from "vitest";
import entry from "./index.ts";
import { program } from "./program.ts";

await testRegionalProgram({
  role: "standby",
  contract: standbyRegionContract,
  program,
  entry,
  more: {
    controllerFunctionName: "payment-failover-us-east-2-dev1",
    stateTableName: "payment-failover-state-us-east-2-dev1",
    latchUrl: expect.stringMatching(/^https:\/\/[0-9a-f]{32}\.lambda-url\.us-east-2\.on\.aws\/latch$/),
    latchHealthCheckId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  },
  moreAlarms: [
    "controller-dead",
    "unprotected",
    "failover-held",
    "latch-lost",
    "standby-not-ready",
    "operation-overdue",
    "latch-errors",
    "latch-throttles",
  ],
  reachAcross: ["aws:lambda/function:Function control-controller"],
});
