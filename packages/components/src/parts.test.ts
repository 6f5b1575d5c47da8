import { describe, expect, it } from "vitest";
import { computeOf, globalName, networkOf, present, regionalName } from "./parts.ts";
import { balancedTopology, topology } from "./testing/topology.ts";

describe("a part that the profile has", () => {
  it("is given by its name", () => {
    expect(regionalName(topology, "standby", "api")).toBe("payment-api-us-east-2-dev1");
    expect(globalName(topology, "workloadTable")).toBe("payment-ledger-global-dev1");
    expect(computeOf(balancedTopology, "lambda-rest-api", "lambda-alb").memoryMegabytes).toBe(512);
    expect(networkOf(balancedTopology).azCount).toBe(2);
    expect(present(0, "payments-us", "zero")).toBe(0);
  });
});

describe("a part that it lacks", () => {
  it.each<[string, () => unknown]>([
    ["loadBalancer", () => regionalName(topology, "primary", "loadBalancer")],
    ["globalCluster", () => globalName(topology, "globalCluster")],
    ["lambda-alb or ec2-asg", () => computeOf(topology, "lambda-alb", "ec2-asg")],
    ["network", () => networkOf(topology)],
  ])("is a bug to ask for: %s", (part, ask) => {
    expect(ask).toThrow(`an environment of payments-us has no ${part}`);
  });
});
