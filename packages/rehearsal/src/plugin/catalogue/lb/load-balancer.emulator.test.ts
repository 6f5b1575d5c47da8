import {
  CreateListenerCommand,
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { balancerInputs } from "./fixture.ts";
import { loadBalancer } from "./load-balancer.ts";

const emulator = useEmulator();
const region = "us-west-2";
const client = () => emulator.client(ElasticLoadBalancingV2Client, region);

/** What an independent client sees. */
async function seen(arn: string) {
  const { LoadBalancers: [found] = [] } = await client().send(
    new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] }),
  );
  const { Attributes = [] } = await client().send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: arn }));
  const { TagDescriptions: [tags] = [] } = await client().send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  const held = Object.fromEntries(Attributes.map(({ Key = "", Value }) => [Key, Value]));
  return {
    type: found?.Type,
    scheme: found?.Scheme,
    subnets: found?.AvailabilityZones?.map(({ SubnetId }) => SubnetId),
    groups: found?.SecurityGroups,
    addresses: found?.IpAddressType,
    keepAlive: held["client_keep_alive.seconds"],
    idle: held["idle_timeout.timeout_seconds"],
    drops: held["routing.http.drop_invalid_header_fields.enabled"],
    isProtected: held["deletion_protection.enabled"],
    tags: tags?.Tags,
  };
}

async function names() {
  const { LoadBalancers = [] } = await client().send(new DescribeLoadBalancersCommand({}));
  return LoadBalancers.map(({ LoadBalancerName }) => LoadBalancerName);
}

test("a balancer is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    ...balancerInputs("ledger"),
    clientKeepAlive: 180,
    idleTimeout: 30,
    dropInvalidHeaderFields: true,
    tags: { "tandem:urn": "ledger" },
  };
  expect(await find(loadBalancer, context, { name: "ledger" })).toEqual([]);

  const made = await TestResource.create(loadBalancer, context, inputs);
  expect(made.id).toMatch(
    /^arn:aws:elasticloadbalancing:us-west-2:000000000000:loadbalancer\/app\/ledger\/[a-z0-9]{16}$/,
  );
  expect(await seen(made.id)).toEqual({
    type: "application",
    scheme: "internet-facing",
    subnets: ["subnet-1", "subnet-2"],
    groups: ["sg-1"],
    addresses: "ipv4",
    keepAlive: "180",
    idle: "30",
    drops: "true",
    isProtected: "false",
    tags: [{ Key: "tandem:urn", Value: "ledger" }],
  });
  const id = made.id.split("/").at(-1) ?? "";
  expect(made.state).toEqual({
    ...inputs,
    loadBalancerType: "application",
    internal: false,
    ipAddressType: "ipv4",
    enableDeletionProtection: false,
    arn: made.id,
    arnSuffix: `app/ledger/${id}`,
    dnsName: `ledger-${id.slice(0, 8)}.us-west-2.elb.amazonaws.com`,
    zoneId: "Z1H1FL5HABSF5",
    tagsAll: inputs.tags,
  });
  const listed = { id: made.id, name: "ledger", tags: inputs.tags };
  expect(await find(loadBalancer, context, { name: "ledger" })).toEqual([listed]);
  expect(await find(loadBalancer, context, { tags: { "tandem:urn": "ledger" } })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  const news = {
    name: "ledger",
    subnets: ["subnet-3", "subnet-1"],
    securityGroups: ["sg-2", "sg-3"],
    tags: { Name: "l" },
  };
  await made.update(news);
  expect(await seen(made.id)).toMatchObject({
    subnets: ["subnet-3", "subnet-1"],
    groups: ["sg-2", "sg-3"],
    keepAlive: "3600",
    idle: "60",
    drops: "false",
    tags: [{ Key: "Name", Value: "l" }],
  });
  expect(made.diff({ ...news, subnets: ["subnet-1", "subnet-3"] }).changes).toEqual(new Map());

  const drift = [{ Key: "client_keep_alive.seconds", Value: "900" }];
  await client().send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: made.id, Attributes: drift }));
  await made.refresh();
  expect(made.inputs).toEqual({ ...news, clientKeepAlive: 900 });
  expect(made.diff(news).changes).toEqual(new Map([["clientKeepAlive", "delete"]]));

  await made.delete();
  expect(await names()).toEqual([]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
});

test.each([
  ["name", { name: "other" }],
  ["internal", { internal: true }],
  ["loadBalancerType", { loadBalancerType: "network" }],
])("another %s is another balancer", async (property, change) => {
  const made = await TestResource.create(loadBalancer, emulator.context(region), balancerInputs("one"));
  const { changes, replaces } = made.diff({ ...made.inputs, ...change });
  expect([[...replaces], changes.size]).toEqual([[property], 1]);
  await made.delete();
});

test("a protected balancer is not deleted until the protection is gone, and its listeners go with it", async () => {
  const context = emulator.context(region);
  const inputs = { ...balancerInputs("kept"), internal: true, enableDeletionProtection: true };
  const made = await TestResource.create(loadBalancer, context, inputs);
  expect((await TestResource.adopt(loadBalancer, context, made.id)).inputs).toEqual(inputs);
  await client().send(
    new CreateListenerCommand({
      LoadBalancerArn: made.id,
      Port: 80,
      Protocol: "HTTP",
      DefaultActions: [{ Type: "redirect", RedirectConfig: { StatusCode: "HTTP_301", Port: "443" } }],
    }),
  );
  await expect(made.delete()).rejects.toThrow("OperationNotPermitted");
  expect(await names()).toEqual(["kept"]);
  await made.update({ ...inputs, enableDeletionProtection: false });
  await made.delete();
  expect((await client().send(new DescribeListenersCommand({}))).Listeners).toEqual([]);
});

test.each([
  [{ name: "a".repeat(33) }, /^name is "a{33}"; legal: 1 to 32 letters/],
  [{ name: "ends-" }, /^name is "ends-"/],
  [{ loadBalancerType: "network" }, /^loadBalancerType network is not known here; legal: application$/],
  [{ subnets: ["subnet-1"] }, /^subnets has 1; an application load balancer needs two in different zones$/],
])("what AWS would refuse is refused: %j", async (change, reason) => {
  const inputs = { ...balancerInputs("odd"), ...change };
  await expect(TestResource.create(loadBalancer, emulator.context(region), inputs)).rejects.toThrow(reason);
  expect(await names()).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(loadBalancer, { ...balancerInputs("ledger"), accessLogs: {} })).toEqual([
    {
      property: "accessLogs",
      reason:
        "unknown to the stand-in of aws:lb/loadBalancer:LoadBalancer; legal: clientKeepAlive, dropInvalidHeaderFields, enableDeletionProtection, idleTimeout, internal, ipAddressType, loadBalancerType, name, securityGroups, subnets, tags",
    },
  ]);
});
