import type { Contract } from "./contract.ts";
import { primaryRegionContract, standbyRegionContract, trafficContract } from "./stacks.ts";

/** Where one output of an environment comes from: an output of one of its stacks. */
export interface OutputSource {
  readonly contract: Contract;
  readonly key: string;
}

function from<C extends Contract>(contract: C, key: keyof C["outputs"] & string): OutputSource {
  return { contract, key };
}

/** What a profile behind load balancers promises; its sheet asks for the endpoints, and the rest is what its users need. */
const balanced: Readonly<Record<string, OutputSource>> = {
  primaryEndpoint: from(primaryRegionContract, "apiEndpoint"),
  secondaryEndpoint: from(standbyRegionContract, "apiEndpoint"),
  failoverDnsName: from(trafficContract, "failoverDnsName"),
  healthCheckId: from(trafficContract, "healthCheckId"),
  healthCheckUrls: from(trafficContract, "healthCheckUrls"),
  dashboardUrl: from(trafficContract, "dashboardUrl"),
  alarmArns: from(trafficContract, "alarmArns"),
};

/** What an environment of each profile promises to its users by name, whichever stack publishes it. */
export const environmentOutputs: ReadonlyMap<string, Readonly<Record<string, OutputSource>>> = new Map([
  [
    "payments-us",
    {
      primaryApiEndpoint: from(primaryRegionContract, "apiEndpoint"),
      secondaryApiEndpoint: from(standbyRegionContract, "apiEndpoint"),
      failoverDnsName: from(trafficContract, "failoverDnsName"),
      healthCheckId: from(trafficContract, "healthCheckId"),
      alarmArns: from(trafficContract, "alarmArns"),
    },
  ],
  ["trading-eu", balanced],
  ["trading-serverless-us", balanced],
  ["transactions-us", balanced],
]);
