import { describe, expect, it } from "vitest";
import {
  ownedProperties,
  ownedPropertiesOf,
  ownerOf,
  propertiesSetLater,
  qualifiedTypeOf,
} from "./owned-properties.ts";

const LEDGER = "tandem:compute:LedgerFunction$aws:lambda/function:Function";
const MEMBER = "tandem:database:DatabaseMember$aws:rds/cluster:Cluster";
const SECRET = "tandem:database:GlobalDatabase$aws:secretsmanager/secretVersion:SecretVersion";
const HEARTBEAT = "tandem:failover:HeartbeatWriter$aws:lambda/function:Function";

describe("ownedProperties", () => {
  it("lists each property once, with its reason", () => {
    const keys = ownedProperties.map(({ component, type, property }) => `${component} ${type} ${property}`);
    expect(keys).toEqual([...new Set(keys)]);
    expect(ownedProperties.filter(({ reason }) => reason.length < 20)).toEqual([]);
  });

  it.each([
    [LEDGER, ["reservedConcurrentExecutions"]],
    [`tandem:compute:RegionalService$${LEDGER}`, ["reservedConcurrentExecutions"]],
    [
      MEMBER,
      [
        "globalClusterIdentifier",
        "replicationSourceIdentifier",
        "engineVersion",
        "availabilityZones",
        "masterPassword",
      ],
    ],
    [SECRET, ["secretString"]],
    ["tandem:database:DatabaseMember$aws:rds/clusterInstance:ClusterInstance", []],
    ["tandem:database:GlobalDatabase$aws:rds/globalCluster:GlobalCluster", []],
    [HEARTBEAT, []],
    ["tandem:compute:AutoScalingService$aws:autoscaling/group:Group", ["desiredCapacity", "minSize"]],
    ["aws:autoscaling/group:Group", []],
    ["aws:lambda/function:Function", []],
    ["tandem:compute:LedgerFunction$aws:cloudwatch/logGroup:LogGroup", []],
    [`${LEDGER}$aws:lambda/permission:Permission`, []],
    ["", []],
  ])("of %s are the ones that its program ignores", (qualified, properties) => {
    expect(ownedPropertiesOf(qualified)).toEqual(properties);
  });
});

describe("propertiesSetLater", () => {
  it("are those that the call that makes the resource does not set", () => {
    expect(propertiesSetLater(LEDGER)).toEqual(["reservedConcurrentExecutions"]);
    expect(propertiesSetLater(MEMBER)).toEqual([]);
    expect(propertiesSetLater(HEARTBEAT)).toEqual([]);
  });
});

describe("ownerOf", () => {
  it.each([
    [LEDGER, "reservedConcurrentExecutions", "controller"],
    [LEDGER, "reservedConcurrentExecutions.x[0]", "controller"],
    [LEDGER, "reservedConcurrentExecutionsToo", undefined],
    [LEDGER, "environment.variables.reservedConcurrentExecutions", undefined],
    [HEARTBEAT, "reservedConcurrentExecutions", undefined],
    [MEMBER, "globalClusterIdentifier", "role"],
    [MEMBER, "replicationSourceIdentifier", "role"],
    [MEMBER, "engineVersion", "service"],
    [MEMBER, "availabilityZones[0]", "service"],
    [MEMBER, "masterPassword", "service"],
    [MEMBER, "deletionProtection", undefined],
    [SECRET, "secretString", "service"],
  ])("of %s %s is %s", (qualified, path, owner) => {
    expect(ownerOf(qualified, path)?.owner).toBe(owner);
  });
});

describe("qualifiedTypeOf", () => {
  it("is what stands between project and name", () => {
    expect(qualifiedTypeOf(`urn:pulumi:dev::tandem-primary-region::${LEDGER}::service-ledger`)).toBe(LEDGER);
    expect(qualifiedTypeOf("no urn")).toBe("");
  });
});
