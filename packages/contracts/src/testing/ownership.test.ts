import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Contract } from "../contract.ts";
import { primaryRegionContract, sharedContract, stacks } from "../stacks.ts";
import { brokenConsumers } from "./ownership.ts";
import { usesIn } from "./uses.ts";

/** The contract with these outputs instead; undefined removes one. */
function changed(contract: Contract, outputs: Readonly<Record<string, z.ZodType | undefined>>): Contract {
  const all = Object.entries({ ...contract.outputs, ...outputs });
  const kept = all.filter((entry): entry is [string, z.ZodType] => entry[1] !== undefined);
  return { ...contract, outputs: Object.fromEntries(kept) };
}

/** Without line numbers, which every change of a program moves. */
const broken = async (contract: Contract) =>
  (await brokenConsumers(contract)).map((line) => line.replace(/:\d+ reads/, " reads"));

describe("a producer's contract", () => {
  it.each(stacks.map(({ produces }) => produces))("breaks nobody as it is: $project $plane", async (contract) => {
    expect(await broken(contract)).toEqual([]);
  });

  it("names the programs that read a removed output", async () => {
    expect(await broken(changed(sharedContract, { replicationRoleArn: undefined }))).toEqual([
      "stacks/global/foundation.ts reads replicationRoleArn: removed",
    ]);
  });

  it("names them for a renamed one", async () => {
    const { primaryProcessorRoleArn } = sharedContract.outputs;
    const renamed = changed(sharedContract, {
      primaryProcessorRoleArn: undefined,
      primaryRoleArn: primaryProcessorRoleArn,
    });
    expect(await broken(renamed)).toEqual(["stacks/primary-region/program.ts reads primaryProcessorRoleArn: removed"]);
  });

  it("names them, and the profile's named outputs, for one of another type", async () => {
    const retyped = await broken(changed(primaryRegionContract, { apiEndpoint: z.number(), apiHostname: z.number() }));
    expect(retyped.map((line) => line.replace(/: \{.*$/, ""))).toEqual([
      "stacks/global/traffic.ts reads apiHostname",
      "stacks/global/traffic.ts reads apiEndpoint",
      "primaryApiEndpoint of payments-us reads apiEndpoint",
      "primaryEndpoint of trading-eu reads apiEndpoint",
      "primaryEndpoint of trading-serverless-us reads apiEndpoint",
      "primaryEndpoint of transactions-us reads apiEndpoint",
    ]);
  });

  it("names those of an output that is not always there any more", async () => {
    const optional = changed(sharedContract, {
      replicationRoleArn: sharedContract.outputs.replicationRoleArn.optional(),
    });
    expect(await broken(optional)).toEqual([
      "stacks/global/foundation.ts reads replicationRoleArn: no longer required",
    ]);
  });

  it("may grow", async () => {
    expect(await broken(changed(sharedContract, { auditRoleArn: z.string() }))).toEqual([]);
  });
});

describe("what a program reads", () => {
  const uses = (text: string) =>
    usesIn("stacks/x/program.ts", text).map(({ contract, key, place }) => [contract, key, place]);

  it("are the names that it takes out, by their names in the contract", () => {
    expect(uses("const { topology, keyArn: key } = await consume(sharedContract);\n")).toEqual([
      ["sharedContract", "topology", "stacks/x/program.ts:1"],
      ["sharedContract", "keyArn", "stacks/x/program.ts:1"],
    ]);
  });

  it("are the members of a variable, wherever it is used", () => {
    const text = `
      const primary = await consume(primaryRegionContract, topology);
      const { apiHostname } = primary;
      make({ hostnames: { primary: primary.trafficHostname }, other: names.primary });
    `;
    expect(uses(text)).toEqual([
      ["primaryRegionContract", "apiHostname", "stacks/x/program.ts:3"],
      ["primaryRegionContract", "trafficHostname", "stacks/x/program.ts:4"],
    ]);
  });

  it.each([
    ["all", "const up = await consume(sharedContract);\nmake(up);"],
    ["all, spread", "const up = await consume(sharedContract);\nmake({ ...up });"],
    ["the rest", "const { topology, ...rest } = await consume(sharedContract);\n"],
  ])("cannot be told where it passes on %s", (_, text) => {
    expect(() => usesIn("stacks/x/program.ts", text)).toThrow("passes on all that it consumed");
  });
});
