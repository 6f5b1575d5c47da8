import * as pulumi from "@pulumi/pulumi";
import { TandemError } from "@tandem/config";
import { unknownOutput, withMocks } from "@tandem/testing";
import type { MockOptions } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { consume, published, whoAmI } from "./consume.ts";
import { ContractError } from "./contract.ts";
import { foundationContract, sharedContract, standbyRegionContract, trafficContract } from "./stacks.ts";
import { foundationOutputs, sharedOutputs, topology } from "./testing/environment.ts";
import { settleAll } from "./testing/settled.ts";
import type { Settled } from "./testing/settled.ts";

const SHARED = "acme/tandem-shared/dev";
const FOUNDATION = "acme/tandem-global/dev-foundation";

type References = NonNullable<MockOptions["references"]>;

/** How the program of primary-region is run in the environment `dev`, with these stacks upstream. */
const primaryRegion = (references: References): MockOptions => ({
  organization: "acme",
  project: "tandem-primary-region",
  stack: "dev",
  references,
});

/** Optional outputs that an environment of payments-us does not publish: it lacks the part. */
const ofOtherParts = {
  shared: ["Health", "Instance", "LagReader", "LagReaderSchedule"].flatMap((part) => [
    `primary${part}RoleArn`,
    `standby${part}RoleArn`,
  ]),
  foundation: ["sessionsTableName", "sessionsTableArn", "globalClusterId", "databaseSecretArns"],
};

const plain = (value: unknown): Settled => ({ value, known: true, secret: false });
const notYet: Settled = { value: undefined, known: false, secret: false };

/** The result of a program. */
const outputsOf = async <T>(program: () => Promise<T>, options: MockOptions) =>
  (await withMocks(program, options)).outputs;

const edgeError = (who: string, what: string, declared: string) =>
  new TandemError("edge-undeclared", `${who} reads ${what} but does not declare it; declared: ${declared}`, {
    hint: "declare the edge in packages/contracts/src/stacks.ts, or do not read it",
  });

describe("consume", () => {
  it("returns the topology as a plain value and the rest as Outputs", async () => {
    const read = await outputsOf(
      async () => {
        const { topology, ...outputs } = await consume(sharedContract);
        expect(topology).toEqual(sharedOutputs.topology);
        return settleAll(outputs);
      },
      primaryRegion({ [SHARED]: { ...sharedOutputs, more: "left out" } }),
    );
    expect(read).toEqual({
      primaryKeyArn: plain(sharedOutputs.primaryKeyArn),
      standbyKeyArn: plain(sharedOutputs.standbyKeyArn),
      primaryProcessorRoleArn: plain(sharedOutputs.primaryProcessorRoleArn),
      standbyProcessorRoleArn: plain(sharedOutputs.standbyProcessorRoleArn),
      primaryHeartbeatRoleArn: plain(sharedOutputs.primaryHeartbeatRoleArn),
      standbyHeartbeatRoleArn: plain(sharedOutputs.standbyHeartbeatRoleArn),
      primaryHeartbeatScheduleRoleArn: plain(sharedOutputs.primaryHeartbeatScheduleRoleArn),
      standbyHeartbeatScheduleRoleArn: plain(sharedOutputs.standbyHeartbeatScheduleRoleArn),
      controllerRoleArn: plain(sharedOutputs.controllerRoleArn),
      controllerScheduleRoleArn: plain(sharedOutputs.controllerScheduleRoleArn),
      latchRoleArn: plain(sharedOutputs.latchRoleArn),
      replicationRoleArn: plain(sharedOutputs.replicationRoleArn),
      recoveryRoleArn: plain(sharedOutputs.recoveryRoleArn),
      route53AlertTopicArn: plain(undefined),
      ...Object.fromEntries(ofOtherParts.shared.map((key) => [key, plain(undefined)])),
    });
  });

  it("reads the stack of the same organization and environment", async () => {
    const other = { ...foundationOutputs, zoneId: "other" };
    const zoneId = await outputsOf(async () => (await consume(foundationContract, topology)).zoneId, {
      organization: "acme",
      project: "tandem-global",
      stack: "pre-prod-traffic",
      references: {
        "acme/tandem-global/pre-prod-foundation": foundationOutputs,
        [FOUNDATION]: other,
        "organization/tandem-global/pre-prod-foundation": other,
      },
    });
    expect(zoneId).toBe("Z1");
  });
});

describe("an output that is not known yet", () => {
  const preview = (outputs: Readonly<Record<string, unknown>>) =>
    outputsOf(async () => settleAll(await consume(foundationContract, topology)), {
      ...primaryRegion({ [FOUNDATION]: { ...foundationOutputs, ...outputs } }),
      preview: true,
    });

  it("leaves the others known", async () => {
    expect(await preview({ zoneId: unknownOutput, controlTableArn: unknownOutput })).toEqual({
      zoneId: notYet,
      zoneNameServers: plain(foundationOutputs.zoneNameServers),
      workloadTableName: plain(foundationOutputs.workloadTableName),
      workloadTableArn: plain(foundationOutputs.workloadTableArn),
      controlTableName: plain(foundationOutputs.controlTableName),
      certificateArns: plain(foundationOutputs.certificateArns),
      controlTableArn: notYet,
      ...Object.fromEntries(ofOtherParts.foundation.map((key) => [key, plain(undefined)])),
    });
  });

  it("makes a list that holds it unknown, and nothing else", async () => {
    expect(await preview({ zoneNameServers: ["ns-1.awsdns-01.org", unknownOutput] })).toMatchObject({
      zoneNameServers: notYet,
      zoneId: plain("Z1"),
    });
  });

  it("is an error inside the topology", async () => {
    const unknownRegion = { ...topology, regions: { ...topology.regions, standby: unknownOutput } };
    const run = outputsOf(() => consume(sharedContract), {
      ...primaryRegion({ [SHARED]: { ...sharedOutputs, topology: unknownRegion } }),
      preview: true,
    });
    await expect(run).rejects.toThrow(
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
  const readSecrets = async () => {
    const settled = await settleAll(await consume(foundationContract, topology));
    return Object.keys(settled).filter((key) => settled[key]?.secret);
  };
  const outputs = { ...foundationOutputs, zoneId: pulumi.secret("Z1") };

  it("stays secret, and the others stay plain", async () => {
    expect(await outputsOf(readSecrets, primaryRegion({ [FOUNDATION]: outputs }))).toEqual(["zoneId"]);
  });

  it("makes all secret where the engine does not say which one is", async () => {
    const newResource = ({ name }: pulumi.runtime.MockResourceArgs) => ({ id: name, state: { name, outputs } });
    await pulumi.runtime.setMocks({ newResource, call: () => ({}) }, "tandem-primary-region", "dev", false, "acme");
    expect(await readSecrets()).toEqual([
      "zoneId",
      "zoneNameServers",
      "workloadTableName",
      "workloadTableArn",
      "controlTableName",
      "controlTableArn",
      "sessionsTableName",
      "sessionsTableArn",
      "globalClusterId",
      "databaseSecretArns",
      "certificateArns",
    ]);
  });
});

describe("an output of a part", () => {
  const read = (outputs: Readonly<Record<string, unknown>>) =>
    outputsOf(async () => published((await consume(foundationContract, topology)).workloadTableName), {
      ...primaryRegion({ [FOUNDATION]: outputs }),
    });

  it("is there where the environment has the part", async () => {
    expect(await read(foundationOutputs)).toBe("payment-ledger-global-dev1");
  });

  it("is refused where the upstream stack was deployed without it", async () => {
    const { workloadTableName: _, ...outputs } = foundationOutputs as Readonly<Record<string, unknown>>;
    await expect(read(outputs)).rejects.toMatchObject({ code: "output-missing" });
  });
});

describe("an upstream stack that breaks its contract", () => {
  const read = (outputs: Readonly<Record<string, unknown>>) =>
    outputsOf(() => consume(foundationContract, topology), primaryRegion({ [FOUNDATION]: outputs }));

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
    await expect(read({})).rejects.toThrow(
      new ContractError(foundationContract, "dev", [{ key: "outputs", problem: "none yet: the stack is empty" }]),
    );
  });
});

describe("an edge that is not declared", () => {
  it("is refused before anything is read", async () => {
    // Reading would fail otherwise: there is no such stack.
    await expect(outputsOf(() => consume(standbyRegionContract, topology), primaryRegion({}))).rejects.toThrow(
      edgeError("primary-region", "standby-region", "shared, global/foundation"),
    );
  });

  it("is refused for shared, which declares none", async () => {
    const shared = { ...primaryRegion({ [SHARED]: sharedOutputs }), project: "tandem-shared" };
    await expect(outputsOf(() => consume(sharedContract), shared)).rejects.toThrow(
      edgeError("shared", "shared", "none"),
    );
  });

  it("is refused for a stack that no contract knows", async () => {
    const global = { ...primaryRegion({}), project: "tandem-global" };
    await expect(outputsOf(() => consume(trafficContract, topology), global)).rejects.toThrow(
      edgeError("global", "global/traffic", "none"),
    );
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
