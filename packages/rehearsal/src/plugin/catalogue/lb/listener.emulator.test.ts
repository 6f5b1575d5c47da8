import { ACMClient, RequestCertificateCommand } from "@aws-sdk/client-acm";
import {
  DescribeListenersCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { makeBalancer, makeFunctionGroup } from "./fixture.ts";
import { listener } from "./listener.ts";

const emulator = useEmulator();
const region = "us-west-2";
const client = () => emulator.client(ElasticLoadBalancingV2Client, region);
let balancer: string;
let group: string;
let other: string;
let certificateArn: string;

beforeAll(async () => {
  balancer = (await makeBalancer(emulator, region)).id;
  group = (await makeFunctionGroup(emulator, region)).id;
  other = (await makeFunctionGroup(emulator, region)).id;
  const request = new RequestCertificateCommand({ DomainName: "api.bank.test", ValidationMethod: "DNS" });
  certificateArn = (await emulator.client(ACMClient, region).send(request)).CertificateArn ?? "";
});

/** What an independent client sees. */
async function seen(arn: string) {
  const { Listeners: [found] = [] } = await client().send(new DescribeListenersCommand({ ListenerArns: [arn] }));
  const { TagDescriptions: [tags] = [] } = await client().send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  return {
    place: [found?.LoadBalancerArn, found?.Protocol, found?.Port],
    tls: [found?.Certificates?.map((certificate) => certificate.CertificateArn), found?.SslPolicy],
    actions: found?.DefaultActions?.map((action) => ({ ...action, Order: undefined })),
    tags: tags?.Tags,
  };
}

const forward = (targetGroupArn: string) => ({
  loadBalancerArn: balancer,
  port: 80,
  protocol: "HTTP",
  defaultActions: [{ type: "forward", targetGroupArn }],
});
const redirect = { statusCode: "HTTP_301", port: "443", protocol: "HTTPS" };

test("a listener is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = { ...forward(group), tags: { "tandem:urn": "http" } };
  const made = await TestResource.create(listener, context, inputs);
  expect(made.id.startsWith(`${balancer.replace(":loadbalancer/", ":listener/")}/`)).toBe(true);
  expect(await seen(made.id)).toEqual({
    place: [balancer, "HTTP", 80],
    tls: [undefined, undefined],
    actions: [{ Type: "forward", TargetGroupArn: group }],
    tags: [{ Key: "tandem:urn", Value: "http" }],
  });
  expect(made.state).toEqual({ ...inputs, arn: made.id, tagsAll: inputs.tags });
  const listed = { id: made.id, tags: inputs.tags };
  expect(await find(listener, context, { id: made.id })).toEqual([listed]);
  expect(await find(listener, context, { tags: { "tandem:urn": "http" } })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  const news = { ...forward(group), defaultActions: [{ type: "redirect", redirect }] };
  await made.update(news);
  expect(await seen(made.id)).toEqual({
    place: [balancer, "HTTP", 80],
    tls: [undefined, undefined],
    actions: [
      {
        Type: "redirect",
        RedirectConfig: {
          StatusCode: "HTTP_301",
          Port: "443",
          Protocol: "HTTPS",
          Host: "#{host}",
          Path: "/#{path}",
          Query: "#{query}",
        },
      },
    ],
    tags: [],
  });
  await made.refresh();
  expect(made.inputs).toEqual(news);
  expect((await TestResource.adopt(listener, context, made.id)).inputs).toEqual({
    loadBalancerArn: balancer,
    port: 80,
    defaultActions: news.defaultActions,
  });

  await client().send(
    new ModifyListenerCommand({ ListenerArn: made.id, DefaultActions: [{ Type: "forward", TargetGroupArn: other }] }),
  );
  await made.refresh();
  expect(made.diff(news).changes).toEqual(
    new Map([
      ["defaultActions[0].type", "update"],
      ["defaultActions[0].targetGroupArn", "delete"],
      ["defaultActions[0].redirect", "add"],
    ]),
  );

  await made.delete();
  expect(await find(listener, context, { id: made.id })).toEqual([]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
});

test("an HTTPS listener has its certificate and policy, and loses them on the way to HTTP", async () => {
  const context = emulator.context(region);
  const inputs = {
    loadBalancerArn: balancer,
    port: 443,
    protocol: "HTTPS",
    certificateArn,
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    defaultActions: [{ type: "forward", targetGroupArn: group }],
  };
  const made = await TestResource.create(listener, context, inputs);
  expect(await seen(made.id)).toMatchObject({
    place: [balancer, "HTTPS", 443],
    tls: [[certificateArn], "ELBSecurityPolicy-TLS13-1-2-2021-06"],
  });
  expect((await TestResource.adopt(listener, context, made.id)).inputs).toEqual(inputs);
  expect(made.diff({ ...inputs, loadBalancerArn: `${balancer}0` }).replaces).toEqual(new Set(["loadBalancerArn"]));

  const { sslPolicy: _, ...chosen } = inputs;
  await made.update({ ...chosen, port: 8443 });
  await made.refresh();
  expect(made.inputs).toEqual({ ...chosen, port: 8443 });

  await made.update({ ...forward(other), port: 8080 });
  expect(await seen(made.id)).toMatchObject({ place: [balancer, "HTTP", 8080], tls: [undefined, undefined] });
  await made.delete();
});

test("a second listener at a port is refused", async () => {
  const context = emulator.context(region);
  const first = await TestResource.create(listener, context, forward(group));
  const second = await TestResource.create(listener, context, { ...forward(group), port: 81 });
  await expect(TestResource.create(listener, context, forward(other))).rejects.toThrow(
    `DuplicateListener: ${first.id} has port 80 already`,
  );
  await expect(second.update(forward(group))).rejects.toThrow("DuplicateListener");
  await first.delete();
  await second.delete();
});

test.each([
  [{ protocol: "TCP" }, "protocol TCP is not known here; legal: HTTP, HTTPS"],
  [{ protocol: "HTTPS" }, "certificateArn: missing; an HTTPS listener needs one"],
  [{ certificateArn: "arn" }, "certificateArn, sslPolicy: not for an HTTP listener"],
  [
    { protocol: "HTTPS", certificateArn: "arn:aws:acm:us-west-2:000000000000:certificate/no" },
    "CertificateNotFound: arn:aws:acm:us-west-2:000000000000:certificate/no is not in us-west-2",
  ],
  [{ defaultActions: [] }, "defaultActions has 0 items; legal: one"],
  [
    { defaultActions: [{ type: "fixed-response" }] },
    "defaultActions[0].type fixed-response is not known here; legal: forward, redirect",
  ],
])("what AWS would refuse is refused: %j", async (change, reason) => {
  const inputs = { ...forward(group), ...change };
  await expect(TestResource.create(listener, emulator.context(region), inputs)).rejects.toThrow(new Error(reason));
  expect(await listener.list(emulator.context(region))).toEqual([]);
});

test("properties that the entry does not know are refused", () => {
  expect(checkInputs(listener, { ...forward(group), defaultActions: [{ type: "forward", forward: {} }] })).toEqual([
    {
      property: "defaultActions[0].forward",
      reason: "unknown to the stand-in of aws:lb/listener:Listener; legal: redirect, targetGroupArn, type",
    },
  ]);
});
