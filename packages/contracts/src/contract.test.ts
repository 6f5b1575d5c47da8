import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  ContractError,
  defineContract,
  layerId,
  parseOutputs,
  pinnedOutputs,
  projectName,
  stackName,
} from "./contract.ts";
import {
  foundationContract,
  primaryRegionContract,
  sharedContract,
  standbyRegionContract,
  trafficContract,
} from "./stacks.ts";
import { sharedOutputs, topology } from "./testing/environment.ts";

const contract = defineContract({
  project: "global",
  plane: "foundation",
  version: 2,
  outputs: { zoneId: z.string(), servers: z.array(z.string()), limits: z.object({ high: z.number() }) },
});
const good = { contractVersion: 2, zoneId: "Z1", servers: ["a", "b"], limits: { high: 3 } };

const unknown = Symbol("unknown");
const isUnknown = (leaf: unknown) => leaf === unknown;

/** The error that these outputs give. */
function broken(...args: Parameters<typeof parseOutputs>): ContractError {
  try {
    parseOutputs(...args);
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
  throw new Error("the outputs keep their contract");
}

const problems = (raw: Readonly<Record<string, unknown>>) => broken(contract, "dev", raw, isUnknown).problems;

describe("the names of a stack", () => {
  it("carry the plane where there is one", () => {
    expect(layerId(contract)).toBe("global/foundation");
    expect(projectName(contract)).toBe("tandem-global");
    expect(stackName(contract, "dev")).toBe("dev-foundation");
  });

  it("are the project and the environment where there is none", () => {
    expect(sharedContract.plane).toBe(undefined);
    expect(layerId(sharedContract)).toBe("shared");
    expect(projectName(sharedContract)).toBe("tandem-shared");
    expect(stackName(sharedContract, "dev")).toBe("dev");
  });
});

describe("parseOutputs", () => {
  it("returns the outputs without their version", () => {
    expect(parseOutputs(contract, "dev", good)).toEqual({ zoneId: "Z1", servers: ["a", "b"], limits: { high: 3 } });
  });

  it("leaves out keys that the contract does not name, at every depth", () => {
    const raw = { ...good, more: 1, limits: { high: 3, low: 1 } };
    expect(parseOutputs(contract, "dev", raw)).toEqual({ zoneId: "Z1", servers: ["a", "b"], limits: { high: 3 } });
  });

  it("names the producer, each key, and the command to run", () => {
    const error = broken(contract, "dev", { contractVersion: 1, zoneId: 7, limits: { high: "3" } });
    expect(error).toMatchObject({
      name: "ContractError",
      code: "contract-broken",
      kind: "user",
      hint: "pulumi -C stacks/global up -s dev-foundation",
    });
    expect(error.message).toBe(
      [
        "the outputs of tandem-global/dev-foundation do not keep its contract",
        "  contractVersion: 1, expected 2",
        "  zoneId: Invalid input: expected string, received number",
        "  servers: missing",
        "  limits.high: Invalid input: expected number, received string",
      ].join("\n"),
    );
  });

  it("says of an empty stack only that it is empty", () => {
    expect(broken(sharedContract, "dev", {})).toMatchObject({
      problems: [{ key: "outputs", problem: "none yet: the stack is empty" }],
      hint: "pulumi -C stacks/shared up -s dev",
    });
  });

  it("misses the version of a stack that was not published", () => {
    const { contractVersion: _, ...raw } = good;
    expect(problems(raw)).toEqual([{ key: "contractVersion", problem: "missing, expected 2" }]);
  });

  it("takes a version for what it is, not for what it looks like", () => {
    expect(problems({ ...good, contractVersion: "2" })).toEqual([
      { key: "contractVersion", problem: '"2", expected 2' },
    ]);
  });

  it("misses no optional output, and refuses a wrong one", () => {
    const topicArn = "arn:aws:sns:us-east-1:123456789012:alerts";
    const read = (raw: object) =>
      parseOutputs(sharedContract, "dev", { ...sharedOutputs, ...raw }).route53AlertTopicArn;
    expect(read({})).toBe(undefined);
    expect(read({ route53AlertTopicArn: topicArn })).toBe(topicArn);
    expect(broken(sharedContract, "dev", { ...sharedOutputs, route53AlertTopicArn: "alerts" })).toMatchObject({
      problems: [{ key: "route53AlertTopicArn" }],
    });
  });

  it("takes null for a wrong value, not for a missing one", () => {
    expect(problems({ ...good, zoneId: null })).toEqual([
      { key: "zoneId", problem: "Invalid input: expected string, received null" },
    ]);
  });
});

describe("unknown values", () => {
  it("stand as they came", () => {
    expect(parseOutputs(contract, "dev", { ...good, zoneId: unknown }, isUnknown)).toEqual({
      zoneId: unknown,
      servers: ["a", "b"],
      limits: { high: 3 },
    });
  });

  it("stand as they came inside a list or an object, too", () => {
    const raw = { ...good, servers: ["a", unknown], limits: { high: unknown } };
    expect(parseOutputs(contract, "dev", raw, isUnknown)).toEqual({
      zoneId: "Z1",
      servers: ["a", unknown],
      limits: { high: unknown },
    });
  });

  it("do not hide a wrong value beside them", () => {
    expect(problems({ ...good, servers: [unknown, 7] })).toEqual([
      { key: "servers.1", problem: "Invalid input: expected string, received number" },
    ]);
  });

  it("are wrong values where nothing can be unknown", () => {
    expect(broken(contract, "dev", { ...good, zoneId: unknown }).problems).toEqual([
      { key: "zoneId", problem: "Invalid input: expected string, received symbol" },
    ]);
  });
});

describe("the topology", () => {
  const refused = "not known before its producer is deployed; a topology holds literals only";

  it("is the value that was published", () => {
    expect(parseOutputs(sharedContract, "dev", sharedOutputs).topology).toEqual(topology);
  });

  it("holds nothing unknown, whole or in part", () => {
    const check = (value: unknown) =>
      broken(sharedContract, "dev", { ...sharedOutputs, topology: value }, isUnknown).problems;
    expect(check(unknown)).toEqual([{ key: "topology", problem: refused }]);
    expect(check({ ...topology, regions: { ...topology.regions, primary: unknown } })).toEqual([
      { key: "topology.regions.primary", problem: refused },
    ]);
    expect(check({ ...topology, tags: { Application: unknown } })).toEqual([
      { key: "topology.tags.Application", problem: refused },
    ]);
  });
});

describe("pinned outputs", () => {
  it("are those that consumers cannot be without while they move", () => {
    expect(pinnedOutputs(sharedContract)).toEqual([
      "primaryKeyArn",
      "standbyKeyArn",
      "primaryProcessorRoleArn",
      "standbyProcessorRoleArn",
      "primaryHealthRoleArn",
      "standbyHealthRoleArn",
      "primaryInstanceRoleArn",
      "standbyInstanceRoleArn",
      "primaryLagReaderRoleArn",
      "standbyLagReaderRoleArn",
      "primaryLagReaderScheduleRoleArn",
      "standbyLagReaderScheduleRoleArn",
      "primaryHeartbeatRoleArn",
      "standbyHeartbeatRoleArn",
      "primaryHeartbeatScheduleRoleArn",
      "standbyHeartbeatScheduleRoleArn",
      "controllerRoleArn",
      "controllerScheduleRoleArn",
      "latchRoleArn",
      "replicationRoleArn",
    ]);
    expect(pinnedOutputs(foundationContract)).toEqual([
      "zoneId",
      "workloadTableName",
      "workloadTableArn",
      "controlTableName",
      "controlTableArn",
      "sessionsTableName",
      "sessionsTableArn",
      "globalClusterId",
    ]);
    expect(pinnedOutputs(primaryRegionContract)).toEqual([
      "apiId",
      "loadBalancerArn",
      "vpcId",
      "databaseClusterArn",
      "databaseClusterId",
    ]);
    expect(pinnedOutputs(standbyRegionContract)).toEqual([
      "apiId",
      "loadBalancerArn",
      "vpcId",
      "databaseClusterArn",
      "databaseClusterId",
      "stateTableName",
      "latchHealthCheckId",
    ]);
    expect(pinnedOutputs(trafficContract)).toEqual([]);
  });

  it("are checked as before", () => {
    expect(() => parseOutputs(sharedContract, "dev", { ...sharedOutputs, primaryKeyArn: "x" })).toThrow(
      "primaryKeyArn",
    );
  });
});
