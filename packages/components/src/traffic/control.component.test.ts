import { withMocks } from "@tandem/testing";
import { expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, tags, topology } from "../testing/topology.ts";
import { ControlRecords } from "./control-records.ts";
import { ControllerTargets } from "./controller-targets.ts";
import { FailoverHealthCheck } from "./failover-health-check.ts";

const checks = { endpointCheckId: "check-1", latchCheckId: "check-2" };
const targets = {
  primaryHealthUrl: "https://a.test/prod/health",
  standbyReadyUrl: "https://b.test/prod/ready",
  database: { globalClusterId: "g", primaryArn: "arn:a", standbyArn: "arn:b" },
  compute: undefined,
};
const { resources } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  new FailoverHealthCheck("failover", { topology, provider, ...checks });
  const control = new ControlRecords("control", { topology, provider, zoneId: "Z1", ...checks });
  new ControllerTargets("targets", { provider, stateTableName: "state", targets, after: [control] });
}, run);

it("makes a check, two pairs of records and an item, all through the standby region", () => {
  expect(shape(resources)).toEqual([
    "aws:dynamodb/tableItem:TableItem targets < targets @ aws-standby",
    "aws:route53/healthCheck:HealthCheck failover < failover @ aws-standby",
    "aws:route53/record:Record control-role-primary < control @ aws-standby",
    "aws:route53/record:Record control-role-standby < control @ aws-standby",
    "aws:route53/record:Record control-witness-primary < control @ aws-standby",
    "aws:route53/record:Record control-witness-standby < control @ aws-standby",
    "tandem:traffic:ControlRecords control < stack @ none",
    "tandem:traffic:ControllerTargets targets < stack @ none",
    "tandem:traffic:FailoverHealthCheck failover < stack @ none",
  ]);
  expect(only(resources, "tandem:traffic:ControlRecords").outputs).toEqual({});
  expect(only(resources, "tandem:traffic:ControllerTargets").outputs).toEqual({});
});

it("lets the primary have clients while both checks are healthy", () => {
  expect(only(resources, "aws:route53/healthCheck:HealthCheck").inputs).toEqual({
    type: "CALCULATED",
    childHealthchecks: ["check-1", "check-2"],
    childHealthThreshold: 2,
    tags: tags("payment-failover-us-east-1-dev1"),
  });
  expect(only(resources, "tandem:traffic:FailoverHealthCheck").outputs).toEqual({
    healthCheckId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
});

it.for([
  ["control-witness-primary", "witness", "primary", "PRIMARY", "up", { healthCheckId: "check-1" }],
  ["control-witness-standby", "witness", "standby", "SECONDARY", "down", {}],
  ["control-role-primary", "role", "primary", "PRIMARY", "primary", { healthCheckId: "check-2" }],
  ["control-role-standby", "role", "standby", "SECONDARY", "standby", {}],
] as const)("tells in %s what its check says, for five seconds", ([name, label, set, type, says, check]) => {
  expect(only(resources, "aws:route53/record:Record", name).inputs).toEqual({
    zoneId: "Z1",
    name: `${label}.api.payment-dev1.test.local`,
    type: "TXT",
    ttl: 5,
    records: [says],
    setIdentifier: set,
    failoverRoutingPolicies: [{ type }],
    ...check,
  });
});

it("tells the controller what it watches, once the records are there", () => {
  const { inputs, dependsOn } = only(resources, "aws:dynamodb/tableItem:TableItem");
  const { item, ...place } = inputs;
  expect(place).toEqual({ tableName: "state", hashKey: "pk", rangeKey: "sk" });
  expect(JSON.parse(String(item))).toEqual({
    pk: { S: "targets" },
    sk: { S: "latest" },
    primaryHealthUrl: { S: targets.primaryHealthUrl },
    standbyReadyUrl: { S: targets.standbyReadyUrl },
    database: { M: { globalClusterId: { S: "g" }, primaryArn: { S: "arn:a" }, standbyArn: { S: "arn:b" } } },
  });
  expect(dependsOn).toEqual([
    "control-role-primary",
    "control-role-standby",
    "control-witness-primary",
    "control-witness-standby",
  ]);
});

it("makes each standby's record after its primary's: alone it would be the answer, and the primary would fence itself", () => {
  const pairs = resources.filter(({ name }) => /^control-.*-standby$/.test(name));
  expect(pairs.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
    ["control-witness-standby", ["control-witness-primary"]],
    ["control-role-standby", ["control-role-primary"]],
  ]);
});
