import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { Change } from "@aws-sdk/client-route-53";
import { beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { healthCheck } from "./health-check.ts";
import { record } from "./record.ts";
import { zone } from "./zone.ts";

const emulator = useEmulator();
const region = "us-east-1";
let zoneId = "";
let healthCheckId = "";

beforeAll(async () => {
  const context = emulator.context(region);
  zoneId = (await TestResource.create(zone, context, { name: "x.test.local" })).id;
  const endpoint = { type: "HTTPS", fqdn: "api.example.test", failureThreshold: 3, requestInterval: 10 };
  healthCheckId = (await TestResource.create(healthCheck, context, endpoint)).id;
});

/** The zone's records of this name, as an independent client sees them. */
async function seen(name: string) {
  const command = new ListResourceRecordSetsCommand({ HostedZoneId: zoneId });
  const { ResourceRecordSets = [] } = await emulator.client(Route53Client, region).send(command);
  return ResourceRecordSets.filter(({ Name }) => Name === `${name}.`);
}

function failover(role: "PRIMARY" | "SECONDARY", target: string) {
  return {
    zoneId,
    name: "api.x.test.local",
    type: "CNAME",
    ttl: 10,
    records: [target],
    setIdentifier: role.toLowerCase(),
    failoverRoutingPolicies: [{ type: role }],
    ...(role === "PRIMARY" ? { healthCheckId } : {}),
  };
}

test("a failover pair is made, found, changed and deleted", async () => {
  const context = emulator.context(region);
  expect(await find(record, context, { name: "api.x.test.local" })).toEqual([]);

  const primary = await TestResource.create(record, context, failover("PRIMARY", "one.example.test"));
  const secondary = await TestResource.create(record, context, failover("SECONDARY", "two.example.test"));
  const common = { Name: "api.x.test.local.", Type: "CNAME", TTL: 10 };
  expect(await seen("api.x.test.local")).toEqual([
    {
      ...common,
      SetIdentifier: "primary",
      Failover: "PRIMARY",
      HealthCheckId: healthCheckId,
      ResourceRecords: [{ Value: "one.example.test" }],
    },
    { ...common, SetIdentifier: "secondary", Failover: "SECONDARY", ResourceRecords: [{ Value: "two.example.test" }] },
  ]);
  expect(primary.id).toBe(`${zoneId}_api.x.test.local_CNAME_primary`);
  expect(primary.state).toEqual({ ...failover("PRIMARY", "one.example.test"), fqdn: "api.x.test.local" });
  expect(await find(record, context, { name: "api.x.test.local" })).toEqual([
    { id: primary.id, name: "api.x.test.local" },
    { id: secondary.id, name: "api.x.test.local" },
  ]);

  await primary.update({ ...failover("PRIMARY", "three.example.test"), ttl: 5 });
  expect((await seen("api.x.test.local"))[0]).toMatchObject({
    TTL: 5,
    ResourceRecords: [{ Value: "three.example.test" }],
  });
  await primary.refresh();
  expect(primary.inputs).toEqual({ ...failover("PRIMARY", "three.example.test"), ttl: 5 });

  const wanted = primary.inputs;
  const elsewhere: Change = {
    Action: "UPSERT",
    ResourceRecordSet: {
      Name: common.Name,
      Type: "CNAME",
      TTL: 10,
      SetIdentifier: "primary",
      Failover: "PRIMARY",
      ResourceRecords: [{ Value: "evil.test" }],
    },
  };
  const ChangeBatch = { Changes: [elsewhere] };
  const change = new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch });
  await emulator.client(Route53Client, region).send(change);
  await primary.refresh();
  expect(primary.diff(wanted).changes).toEqual(
    new Map([
      ["healthCheckId", "add"],
      ["records", "update"],
      ["ttl", "update"],
    ]),
  );

  await primary.delete();
  await primary.delete();
  expect(await primary.refresh()).toBe(false);
  expect(await seen("api.x.test.local")).toHaveLength(1);
  await secondary.delete();
  expect(await find(record, context, { name: "api.x.test.local" })).toEqual([]);
});

test("another set identifier replaces a record", async () => {
  const context = emulator.context(region);
  const inputs = {
    zoneId,
    name: "w.x.test.local",
    type: "A",
    ttl: 5,
    records: ["10.0.0.1"],
    setIdentifier: "a",
    weightedRoutingPolicies: [{ weight: 100 }],
  };
  const old = await TestResource.create(record, context, inputs);
  expect(old.state).toEqual({ ...inputs, fqdn: "w.x.test.local" });
  expect(old.diff({ ...inputs, setIdentifier: "b" }).changes).toEqual(new Map([["setIdentifier", "update-replace"]]));
  const next = await TestResource.create(record, context, { ...inputs, setIdentifier: "b" });
  await old.delete();
  expect(await seen("w.x.test.local")).toMatchObject([{ SetIdentifier: "b", Weight: 100 }]);
  await next.delete();
});

test("a name relative to its zone, a TXT value and an alias are read back as the program wrote them", async () => {
  const context = emulator.context(region);
  const txt = { zoneId, name: "_witness", type: "TXT", ttl: 5, records: ["up", "also"] };
  const made = await TestResource.create(record, context, txt);
  expect(made.id).toBe(`${zoneId}__witness.x.test.local_TXT`);
  expect((await seen("_witness.x.test.local"))[0]?.ResourceRecords).toEqual([{ Value: '"up"' }, { Value: '"also"' }]);
  expect(made.state).toEqual({ ...txt, fqdn: "_witness.x.test.local" });
  expect(made.diff({ ...txt, records: ["also", "up"] }).changes).toEqual(new Map());
  await made.delete();

  const aliases = [{ name: "one.example.test", zoneId: "Z1", evaluateTargetHealth: true }];
  const alias = await TestResource.create(record, context, { zoneId, name: "x.test.local", type: "A", aliases });
  expect((await seen("x.test.local")).find(({ Type }) => Type === "A")?.AliasTarget).toEqual({
    DNSName: "one.example.test.",
    EvaluateTargetHealth: true,
    HostedZoneId: "Z1",
  });
  await alias.refresh();
  expect(alias.inputs).toEqual({ zoneId, name: "x.test.local", type: "A", aliases });
  await alias.delete();
});

const west = { name: "lb-1.us-west-2.elb.amazonaws.com", zoneId: "Z1H1FL5HABSF5" };
const east = { name: "lb-2.us-east-1.elb.amazonaws.com", zoneId: "Z35SXDOTRQ7X7K" };

test("weighted aliases of load balancers, of weight 0 too, are made, changed, seen when they drift, and deleted", async () => {
  const context = emulator.context(region);
  const weightedAlias = (alias: typeof west, weight: number, evaluateTargetHealth: boolean) => ({
    zoneId,
    name: "w.x.test.local",
    type: "A",
    setIdentifier: alias.zoneId,
    weightedRoutingPolicies: [{ weight }],
    aliases: [{ ...alias, evaluateTargetHealth }],
    healthCheckId,
  });
  const inputs = weightedAlias(east, 100, false);
  const heavy = await TestResource.create(record, context, inputs);
  const light = await TestResource.create(record, context, weightedAlias(west, 0, false));
  const shown = async () =>
    (await seen("w.x.test.local")).map(({ Weight, AliasTarget, TTL, HealthCheckId }) => [
      Weight,
      AliasTarget?.DNSName,
      AliasTarget?.HostedZoneId,
      AliasTarget?.EvaluateTargetHealth,
      TTL,
      HealthCheckId,
    ]);
  expect(await shown()).toEqual(
    expect.arrayContaining([
      [100, `${east.name}.`, east.zoneId, false, undefined, healthCheckId],
      [0, `${west.name}.`, west.zoneId, false, undefined, healthCheckId],
    ]),
  );
  await light.refresh();
  expect(light.inputs).toEqual(weightedAlias(west, 0, false));
  expect((await TestResource.adopt(record, context, light.id)).inputs).toEqual(weightedAlias(west, 0, false));

  await light.update(weightedAlias(west, 0, true));
  expect(await shown()).toContainEqual([0, `${west.name}.`, west.zoneId, true, undefined, healthCheckId]);

  const ResourceRecordSet = {
    Name: "w.x.test.local",
    Type: "A",
    SetIdentifier: east.zoneId,
    Weight: 1,
    AliasTarget: { DNSName: east.name, HostedZoneId: east.zoneId, EvaluateTargetHealth: false },
  } as const;
  const ChangeBatch = { Changes: [{ Action: "UPSERT", ResourceRecordSet } as const] };
  const change = new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch });
  await emulator.client(Route53Client, region).send(change);
  await heavy.refresh();
  expect(heavy.diff(inputs).changes).toEqual(
    new Map([
      ["healthCheckId", "add"],
      ["weightedRoutingPolicies[0].weight", "update"],
    ]),
  );
  await heavy.delete();
  await light.delete();
  await light.delete();
  expect(await shown()).toEqual([]);
});

test.each([
  [
    { aliases: [{ ...west, zoneId: east.zoneId, evaluateTargetHealth: true }] },
    `InvalidChangeBatch: an alias of ${west.name} names zone ${east.zoneId}, in which the name does not lie; legal: ${west.zoneId}`,
  ],
  [{ aliases: [{ ...west, evaluateTargetHealth: true }], ttl: 60 }, "ttl, records: not for an alias"],
])("an alias that Route 53 would refuse is refused: %j", async (change, reason) => {
  const inputs = { zoneId, name: "odd.x.test.local", type: "A", ...change };
  await expect(TestResource.create(record, emulator.context(region), inputs)).rejects.toThrow(new Error(reason));
  expect(await seen("odd.x.test.local")).toEqual([]);
});

test("a record that exists is overwritten only when the program says so", async () => {
  const context = emulator.context(region);
  const inputs = { zoneId, name: "there.x.test.local", type: "A", ttl: 5, records: ["10.0.0.1"] };
  await TestResource.create(record, context, inputs);
  await expect(TestResource.create(record, context, inputs)).rejects.toThrow("it already exists");
  const again = await TestResource.create(record, context, { ...inputs, records: ["10.0.0.2"], allowOverwrite: true });
  expect((await seen("there.x.test.local"))[0]?.ResourceRecords).toEqual([{ Value: "10.0.0.2" }]);
  await again.delete();
});

test("properties that the entry does not know are refused, with their path", () => {
  const inputs = {
    zoneId: "Z1",
    name: "x",
    type: "A",
    multivalueAnswerRoutingPolicy: true,
    failoverRoutingPolicies: [{ role: "PRIMARY" }],
  };
  expect(checkInputs(record, inputs)).toEqual([
    {
      property: "multivalueAnswerRoutingPolicy",
      reason:
        "unknown to the stand-in of aws:route53/record:Record; legal: aliases, allowOverwrite, failoverRoutingPolicies, healthCheckId, name, records, setIdentifier, ttl, type, weightedRoutingPolicies, zoneId",
    },
    { property: "failoverRoutingPolicies[0].type", reason: "missing; aws:route53/record:Record needs it" },
    {
      property: "failoverRoutingPolicies[0].role",
      reason: "unknown to the stand-in of aws:route53/record:Record; legal: type",
    },
  ]);
});
