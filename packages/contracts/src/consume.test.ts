import * as pulumi from "@pulumi/pulumi";
import { TandemError } from "@tandem/config";
import { describe, expect, it } from "vitest";
import { consume, whoAmI } from "./consume.ts";
import { ContractError } from "./contract.ts";
import { foundationContract, sharedContract, standbyRegionContract, trafficContract } from "./stacks.ts";
import { foundationOutputs, sharedOutputs, topology } from "./testing/environment.ts";
import { runAs, settle } from "./testing/program.ts";
import type { Settled } from "./testing/program.ts";

const SHARED = "acme/tandem-shared/dev";
const FOUNDATION = "acme/tandem-global/dev-foundation";
/** What the engine sends for a value that is not known yet. */
const UNKNOWN = pulumi.runtime.unknownValue;

const plain = (value: unknown): Settled => ({ value, known: true, secret: false });
const notYet: Settled = { value: undefined, known: false, secret: false };

/** Every Output of an upstream stack, settled. */
async function settleAll(outputs: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, Settled>>> {
  const entries = Object.entries(outputs).map(async ([key, output]) => {
    if (!pulumi.Output.isInstance(output)) throw new Error(`${key} is no Output`);
    return [key, await settle(output)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const edgeError = (who: string, what: string, declared: string) =>
  new TandemError("edge-undeclared", `${who} reads ${what} but does not declare it; declared: ${declared}`, {
    hint: "declare the edge in packages/contracts/src/stacks.ts, or do not read it",
  });

describe("consume", () => {
  it("reads the stack of the same organization and environment, once", async () => {
    const reads = await runAs("tandem-primary-region", "dev", { [SHARED]: { outputs: sharedOutputs } });
    await consume(sharedContract);
    expect(reads).toEqual([{ resource: "shared", stack: SHARED }]);
  });

  it("reads a plane from another plane", async () => {
    const reads = await runAs("tandem-global", "dev-traffic", { [FOUNDATION]: { outputs: foundationOutputs } });
    await consume(foundationContract, topology);
    expect(reads).toEqual([{ resource: "global/foundation", stack: FOUNDATION }]);
  });

  it("returns the topology as a plain value and the rest as Outputs", async () => {
    await runAs("tandem-primary-region", "dev", {
      [SHARED]: { outputs: { ...sharedOutputs, more: "left out" }, secretOutputNames: [] },
    });
    const { topology: read, ...outputs } = await consume(sharedContract);
    expect(read).toEqual(topology);
    expect(await settleAll(outputs)).toEqual({
      primaryKeyArn: plain(sharedOutputs.primaryKeyArn),
      standbyKeyArn: plain(sharedOutputs.standbyKeyArn),
      primaryProcessorRoleArn: plain(sharedOutputs.primaryProcessorRoleArn),
      standbyProcessorRoleArn: plain(sharedOutputs.standbyProcessorRoleArn),
    });
  });
});

describe("an output that is not known yet", () => {
  const preview = async (outputs: Readonly<Record<string, unknown>>) => {
    await runAs(
      "tandem-primary-region",
      "dev",
      { [FOUNDATION]: { outputs: { ...foundationOutputs, ...outputs }, secretOutputNames: [] } },
      { preview: true },
    );
    return settleAll(await consume(foundationContract, topology));
  };

  it("leaves the others known", async () => {
    expect(await preview({ zoneId: UNKNOWN, controlTableArn: UNKNOWN })).toEqual({
      zoneId: notYet,
      zoneNameServers: plain(foundationOutputs.zoneNameServers),
      workloadTableName: plain(foundationOutputs.workloadTableName),
      workloadTableArn: plain(foundationOutputs.workloadTableArn),
      controlTableName: plain(foundationOutputs.controlTableName),
      controlTableArn: notYet,
    });
  });

  it("makes a list that holds it unknown, and nothing else", async () => {
    const { zoneId, zoneNameServers } = await preview({ zoneNameServers: ["ns-1.awsdns-01.org", UNKNOWN] });
    expect(zoneNameServers).toEqual(notYet);
    expect(zoneId).toEqual(plain("Z1"));
  });

  it("is an error inside the topology", async () => {
    const unknownRegion = { ...topology, regions: { ...topology.regions, standby: UNKNOWN } };
    await runAs(
      "tandem-primary-region",
      "dev",
      { [SHARED]: { outputs: { ...sharedOutputs, topology: unknownRegion } } },
      { preview: true },
    );
    await expect(consume(sharedContract)).rejects.toThrow(
      new ContractError(sharedContract, "dev", [
        {
          key: "topology.regions.standby",
          problem: "not known before its producer is deployed; a topology holds literals only",
        },
      ]),
    );
  });
});

describe("a secret output", () => {
  const outputs = { ...foundationOutputs, zoneId: pulumi.secret("Z1") };
  const secrecy = async (upstream: { outputs: object; secretOutputNames?: readonly string[] }) => {
    await runAs("tandem-primary-region", "dev", { [FOUNDATION]: { ...upstream, outputs: { ...upstream.outputs } } });
    const settled = await settleAll(await consume(foundationContract, topology));
    return Object.keys(settled).filter((key) => settled[key]?.secret);
  };

  it("stays secret, and the others stay plain", async () => {
    expect(await secrecy({ outputs, secretOutputNames: ["zoneId"] })).toEqual(["zoneId"]);
  });

  it("makes all secret where the engine does not say which one is", async () => {
    expect(await secrecy({ outputs })).toEqual([
      "zoneId",
      "zoneNameServers",
      "workloadTableName",
      "workloadTableArn",
      "controlTableName",
      "controlTableArn",
    ]);
  });

  it("is not seen where there is none", async () => {
    expect(await secrecy({ outputs: foundationOutputs })).toEqual([]);
  });
});

describe("an upstream stack that breaks its contract", () => {
  const read = async (outputs: Readonly<Record<string, unknown>>) => {
    await runAs("tandem-primary-region", "dev", { [FOUNDATION]: { outputs } });
    return consume(foundationContract, topology);
  };

  it("is refused with every problem", async () => {
    const { zoneId: _, ...outputs } = foundationOutputs;
    await expect(read({ ...outputs, contractVersion: 2, controlTableArn: "ledger" })).rejects.toThrow(
      new ContractError(foundationContract, "dev", [
        { key: "contractVersion", problem: "2, expected 1" },
        { key: "zoneId", problem: "missing" },
        {
          key: "controlTableArn",
          problem: "Invalid string: must match pattern /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]*:\\d{12}:.+$/",
        },
      ]),
    );
  });

  it("is refused when it is empty", async () => {
    const empty = new ContractError(foundationContract, "dev", [
      { key: "outputs", problem: "none yet: the stack is empty" },
    ]);
    await expect(read({})).rejects.toThrow(empty);
    expect(empty.hint).toBe("pulumi -C stacks/global up -s dev-foundation");
  });
});

describe("an edge that is not declared", () => {
  it("is refused before anything is read", async () => {
    const reads = await runAs("tandem-primary-region", "dev", {});
    await expect(consume(standbyRegionContract, topology)).rejects.toThrow(
      edgeError("primary-region", "standby-region", "shared, global/foundation"),
    );
    expect(reads).toEqual([]);
  });

  it("is refused for shared, which declares none", async () => {
    await runAs("tandem-shared", "dev", { [SHARED]: { outputs: sharedOutputs } });
    await expect(consume(sharedContract)).rejects.toThrow(edgeError("shared", "shared", "none"));
  });

  it("is refused for a stack that no contract knows", async () => {
    await runAs("tandem-global", "dev", {});
    await expect(consume(trafficContract, topology)).rejects.toThrow(edgeError("global", "global/traffic", "none"));
  });
});

describe("whoAmI", () => {
  it.each([
    ["tandem-shared", "dev", { project: "shared", plane: undefined, environment: "dev" }],
    ["tandem-global", "dev-foundation", { project: "global", plane: "foundation", environment: "dev" }],
    ["tandem-global", "dev-traffic", { project: "global", plane: "traffic", environment: "dev" }],
    ["tandem-global", "pre-prod-traffic", { project: "global", plane: "traffic", environment: "pre-prod" }],
    ["tandem-global", "foundation-traffic", { project: "global", plane: "traffic", environment: "foundation" }],
    ["tandem-global", "dev", { project: "global", plane: undefined, environment: "dev" }],
    ["tandem-primary-region", "traffic", { project: "primary-region", plane: undefined, environment: "traffic" }],
    ["tandem-shared", "dev-foundation", { project: "shared", plane: undefined, environment: "dev-foundation" }],
  ])("%s/%s", (project, stack, identity) => {
    expect(whoAmI(project, stack)).toEqual(identity);
  });
});
