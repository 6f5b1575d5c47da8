import { expect, it } from "vitest";
import { fullName, nameWithin, serviceName, tagsOf } from "./names.ts";
import { tags, topology } from "./testing/topology.ts";

it("composes the full name of a role's region, and of what spans both", () => {
  expect(fullName(topology, "processor", "primary")).toBe("payment-processor-us-east-1-dev1");
  expect(fullName(topology, "alerts", "standby")).toBe("failover-alerts-us-east-2-dev1");
  expect(fullName(topology, "workloadTable", "global")).toBe("payment-ledger-global-dev1");
});

it("keeps the full name where the physical one is shortened", () => {
  const environmentSuffix = "a".repeat(60);
  expect(fullName({ ...topology, environmentSuffix }, "processor", "primary")).toBe(
    `payment-processor-us-east-1-${environmentSuffix}`,
  );
});

it("adds the suffix to what is named within another resource", () => {
  expect(nameWithin(topology, "failover")).toBe("failover-dev1");
});

it("names a service as its profile does", () => {
  expect(serviceName(topology, "processor")).toBe("payment-processor");
});

it("adds the full name to the environment's tags", () => {
  expect(tagsOf(topology, "payment-api-us-east-1-dev1")).toEqual(tags("payment-api-us-east-1-dev1"));
});
