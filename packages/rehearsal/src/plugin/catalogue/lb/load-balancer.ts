import {
  CreateLoadBalancerCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
  SetIpAddressTypeCommand,
  SetSecurityGroupsCommand,
  SetSubnetsCommand,
  paginateDescribeLoadBalancers,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { IpAddressType, LoadBalancer } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { flag, number, requiredText, text, texts } from "../properties.ts";
import { tagList, tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { balancerZone } from "./hosted-zones.ts";
import { arnSuffix, attributesFrom, checkName, listenersOf, readTags, updateTags } from "./shared.ts";
import type { Attributes } from "./shared.ts";

const gone = "LoadBalancerNotFoundException";

/** Where a setting is kept that is an attribute in AWS, and what it is there until somebody sets it. */
const attributes = {
  clientKeepAlive: { key: "client_keep_alive.seconds", default: 3600 },
  dropInvalidHeaderFields: { key: "routing.http.drop_invalid_header_fields.enabled", default: false },
  enableDeletionProtection: { key: "deletion_protection.enabled", default: false },
  idleTimeout: { key: "idle_timeout.timeout_seconds", default: 60 },
} as const;
const protection = attributes.enableDeletionProtection.key;

/** An application load balancer. Its identifier is its ARN. */
export const loadBalancer: ResourceEntry = {
  type: "aws:lb/loadBalancer:LoadBalancer",
  properties: {
    name: { required: true, replaces: true },
    loadBalancerType: { default: "application", replaces: true },
    internal: { default: false, replaces: true },
    ipAddressType: { default: "ipv4" },
    subnets: { required: true, set: true },
    // AWS takes the VPC's default group where none is named; here one is to be named.
    securityGroups: { required: true, set: true },
    clientKeepAlive: { default: attributes.clientKeepAlive.default },
    dropInvalidHeaderFields: { default: attributes.dropInvalidHeaderFields.default },
    enableDeletionProtection: { default: attributes.enableDeletionProtection.default },
    idleTimeout: { default: attributes.idleTimeout.default },
    tags: tagsSpec,
  },
  computed: { arn: "stable", arnSuffix: "stable", dnsName: "stable", zoneId: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const client = context.client(ElasticLoadBalancingV2Client);
    const name = requiredText(inputs, "name");
    refuseUnknown(inputs, name);
    const { LoadBalancers: [made] = [] } = await client.send(
      new CreateLoadBalancerCommand({
        Name: name,
        Type: "application",
        Scheme: flag(inputs, "internal") === true ? "internal" : "internet-facing",
        IpAddressType: ipAddressType(inputs),
        Subnets: texts(inputs, "subnets"),
        SecurityGroups: texts(inputs, "securityGroups"),
        Tags: tagList(tagsOf(inputs)),
      }),
    );
    const arn = made?.LoadBalancerArn;
    if (arn === undefined) throw new Error("CreateLoadBalancer answers without an ARN");
    await completeOrUndo(
      `load balancer ${name}`,
      () => setAttributes(context, arn, inputs),
      async () => void (await client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: arn }))),
    );
    return arn;
  },

  async read(context, id) {
    const client = context.client(ElasticLoadBalancingV2Client);
    const call = client.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [id] }));
    const found = (await unlessGone(call, gone))?.LoadBalancers?.[0];
    if (found === undefined) return undefined;
    return {
      ...settingsOf(found),
      ...fromAttributes(await readAttributes(context, id)),
      arn: id,
      arnSuffix: arnSuffix(id),
      dnsName: found.DNSName ?? "",
      zoneId: balancerZone(context.region),
      ...tagOutputs(await readTags(context, id)),
    };
  },

  async update(context, id, news, _olds, changed) {
    const client = context.client(ElasticLoadBalancingV2Client);
    const place = { LoadBalancerArn: id };
    refuseUnknown(news, requiredText(news, "name"));
    if (changed.has("subnets")) await client.send(new SetSubnetsCommand({ ...place, Subnets: texts(news, "subnets") }));
    if (changed.has("securityGroups")) {
      await client.send(new SetSecurityGroupsCommand({ ...place, SecurityGroups: texts(news, "securityGroups") }));
    }
    if (changed.has("ipAddressType")) {
      await client.send(new SetIpAddressTypeCommand({ ...place, IpAddressType: ipAddressType(news) }));
    }
    if (Object.keys(attributes).some((name) => changed.has(name))) await setAttributes(context, id, news);
    if (changed.has("tags")) await updateTags(context, id, tagsOf(news));
  },

  async delete(context, id) {
    const held = await unlessGone(readAttributes(context, id), gone);
    if (held === undefined) return;
    // MiniStack 1.5.33 deletes a protected balancer, and leaves the listeners that AWS deletes with any balancer.
    if (held[protection] === "true") {
      throw new Error(`OperationNotPermitted: ${id} cannot be deleted because deletion protection is enabled`);
    }
    const client = context.client(ElasticLoadBalancingV2Client);
    for (const { ListenerArn } of await listenersOf(context, id)) {
      await client.send(new DeleteListenerCommand({ ListenerArn }));
    }
    await client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: id }));
  },

  async list(context) {
    const client = context.client(ElasticLoadBalancingV2Client);
    const found = await everyItem(paginateDescribeLoadBalancers({ client }, {}), (page) => page.LoadBalancers);
    return Promise.all(
      found.map(async ({ LoadBalancerArn: id = "", LoadBalancerName: name = "" }) => ({
        id,
        name,
        tags: await readTags(context, id),
      })),
    );
  },
};

/** What AWS refuses and MiniStack 1.5.33 takes, and other kinds of balancers. */
function refuseUnknown(inputs: Properties, name: string): void {
  checkName(name);
  const type = text(inputs, "loadBalancerType") ?? "application";
  if (type !== "application") throw new Error(`loadBalancerType ${type} is not known here; legal: application`);
  const subnets = texts(inputs, "subnets") ?? [];
  if (subnets.length < 2) {
    throw new Error(`subnets has ${subnets.length}; an application load balancer needs two in different zones`);
  }
}

function ipAddressType(inputs: Properties): IpAddressType {
  return (text(inputs, "ipAddressType") ?? "ipv4") as IpAddressType;
}

async function setAttributes(context: CallContext, arn: string, inputs: Properties): Promise<void> {
  const wanted: Readonly<Record<string, number | boolean | undefined>> = {
    clientKeepAlive: number(inputs, "clientKeepAlive"),
    dropInvalidHeaderFields: flag(inputs, "dropInvalidHeaderFields"),
    enableDeletionProtection: flag(inputs, "enableDeletionProtection"),
    idleTimeout: number(inputs, "idleTimeout"),
  };
  const Attributes = Object.entries(attributes).map(([name, attribute]) => ({
    Key: attribute.key,
    Value: String(wanted[name] ?? attribute.default),
  }));
  await context
    .client(ElasticLoadBalancingV2Client)
    .send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn: arn, Attributes }));
}

async function readAttributes(context: CallContext, LoadBalancerArn: string): Promise<Attributes> {
  const { Attributes } = await context
    .client(ElasticLoadBalancingV2Client)
    .send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
  return attributesFrom(Attributes);
}

function fromAttributes(held: Attributes): Properties {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => {
      const value = held[attribute.key] ?? String(attribute.default);
      return [name, typeof attribute.default === "number" ? Number(value) : value === "true"];
    }),
  );
}

function settingsOf(found: LoadBalancer): Properties {
  return {
    name: found.LoadBalancerName ?? "",
    loadBalancerType: found.Type ?? "application",
    internal: found.Scheme === "internal",
    ipAddressType: found.IpAddressType ?? "ipv4",
    subnets: (found.AvailabilityZones ?? []).flatMap(({ SubnetId }) => SubnetId ?? []),
    securityGroups: found.SecurityGroups ?? [],
  };
}
