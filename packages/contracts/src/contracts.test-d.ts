import type { Output } from "@pulumi/pulumi";
import type { Region, Topology } from "@tandem/config";
import { describe, expectTypeOf, it } from "vitest";
import { consume, foundationContract, publish, sharedContract } from "./index.ts";
import type { Consumed, OutputsOf, PublishedOutputs } from "./index.ts";
import type { foundationOutputs } from "./testing/environment.ts";

type Foundation = Omit<typeof foundationOutputs, "contractVersion">;

describe("publish", () => {
  it("takes plain values and Outputs", () => {
    expectTypeOf<Foundation>().toExtend<PublishedOutputs<typeof foundationContract>>();
    const asOutputs = (outputs: Foundation, zoneId: Output<string>) =>
      publish(foundationContract, { ...outputs, zoneId });
    expectTypeOf(asOutputs).returns.resolves.toHaveProperty("contractVersion").toEqualTypeOf<number>();
  });

  it("refuses a missing output", () => {
    const missing = (outputs: Omit<Foundation, "zoneId">) =>
      // @ts-expect-error zoneId is missing
      publish(foundationContract, outputs);
    expectTypeOf(missing).toBeFunction();
  });

  it("takes no output of a part that the environment lacks", () => {
    const without = (outputs: Omit<Foundation, "workloadTableName" | "workloadTableArn">) =>
      publish(foundationContract, outputs);
    expectTypeOf(without).toBeFunction();
  });

  it("refuses an output of another type", () => {
    const mistyped = (outputs: Foundation, zoneId: Output<number>) =>
      // @ts-expect-error zoneId is a string
      publish(foundationContract, { ...outputs, zoneId });
    expectTypeOf(mistyped).toBeFunction();
  });

  it("refuses an output that the contract does not name", () => {
    const extra = (outputs: Foundation) =>
      // @ts-expect-error the contract names no password
      publish(foundationContract, { ...outputs, password: "x" });
    expectTypeOf(extra).toBeFunction();
  });

  it("refuses a topology that is an Output, and one that is not a topology", () => {
    type Shared = PublishedOutputs<typeof sharedContract>;
    expectTypeOf<Shared["topology"]>().toEqualTypeOf<Topology>();
    expectTypeOf<Output<Topology>>().not.toExtend<Shared["topology"]>();
    expectTypeOf<Omit<Topology, "regions">>().not.toExtend<Shared["topology"]>();
  });
});

describe("consume", () => {
  it("reads the topology from shared alone, plain", () => {
    const read = () => consume(sharedContract);
    expectTypeOf(read).returns.resolves.toHaveProperty("topology").toEqualTypeOf<Topology>();
    expectTypeOf<Consumed<typeof sharedContract>["topology"]["regions"]["primary"]>().toEqualTypeOf<Region>();
  });

  it("needs the topology for every other contract", () => {
    // @ts-expect-error foundation holds no topology
    const without = () => consume(foundationContract);
    expectTypeOf(without).toBeFunction();
    const withIt = (topology: Topology) => consume(foundationContract, topology);
    expectTypeOf(withIt).returns.resolves.toEqualTypeOf<Consumed<typeof foundationContract>>();
  });

  it("gives each output its own type", () => {
    type Foundation = Consumed<typeof foundationContract>;
    expectTypeOf<Foundation["zoneId"]>().toEqualTypeOf<Output<string>>();
    expectTypeOf<Foundation["zoneNameServers"]>().toEqualTypeOf<Output<string[]>>();
    expectTypeOf<keyof Foundation>().toEqualTypeOf<keyof OutputsOf<typeof foundationContract>>();
    expectTypeOf<Foundation>().not.toHaveProperty("topology");
  });
});
