import { instancePrice } from "@tandem/config/prices";
import { displayName, numberOf, objectsOf, textOf, textsOf } from "../resources/values.ts";
import type { ResourceValues } from "../resources/values.ts";
import { referencesOf } from "../resources/references.ts";
import type { Pricer } from "./part.ts";
import { requestsTo } from "./requests.ts";
import { roleOf } from "./topology.ts";
import {
  HOURS,
  INVOCATION_LOG_KB,
  LOOP_SECONDS,
  REQUEST_SECONDS,
  STARTS,
  TICKS,
  TICK_LOG_KB,
  gigabytesOf,
} from "./usage.ts";

const lambda: Pricer = ({ properties, region, ...resource }, { requests, topology }) => {
  const name = displayName({ properties, region, ...resource });
  const gigabytes = (numberOf(properties, "memorySize") ?? 128) / 1024;
  const duration = textsOf(properties, "architectures").includes("arm64") ? "lambda-arm" : "lambda-x86";
  const starts = requests.starts.get(name) ?? 0;
  const loop = Math.min(LOOP_SECONDS, numberOf(properties, "timeout") ?? LOOP_SECONDS);
  const asked = requestsTo(requests, topology, { name, region });
  const logged = gigabytesOf(starts + asked, INVOCATION_LOG_KB) + (starts > 0 ? gigabytesOf(TICKS, TICK_LOG_KB) : 0);
  return [
    { item: "invocations", quantity: (starts + asked) / 1e6, price: "lambda-requests" },
    { item: "duration by schedule", quantity: starts * loop * gigabytes, price: duration },
    { item: "duration of requests", quantity: asked * REQUEST_SECONDS * gigabytes, price: duration },
    { item: "log", quantity: logged, price: "log-ingestion" },
    { item: "custom metric", quantity: starts > 0 ? 1 : 0, price: "custom-metric" },
  ];
};

/** Before the service, or before a function that has its name, as the latch. */
const restApi: Pricer = (resource, { requests, topology }) => {
  const role = roleOf(topology, resource.region);
  const served = role === undefined ? 0 : requests.endpoint[role];
  const asked = requests.functions.get(displayName(resource)) ?? served;
  return [{ item: "requests", quantity: asked / 1e6, price: "rest-api-requests" }];
};

const schedule: Pricer = () => [{ item: "starts", quantity: STARTS / 1e6, price: "scheduled-invocations" }];

/** New connections that one capacity unit takes in a second. Source: Elastic Load Balancing pricing. */
const CONNECTIONS_PER_LCU = 25;

const balancer: Pricer = (resource, { requests, topology }) => {
  const { region, properties } = resource;
  const role = roleOf(topology, region);
  const asked = role === undefined ? 0 : requests.endpoint[role];
  const zones = referencesOf(resource, "subnets", "aws:ec2/subnet:Subnet").length;
  return [
    { item: "hours", quantity: HOURS, price: "alb-hours", stands: { kind: "load balancers", count: 1 } },
    { item: "capacity", quantity: asked / (CONNECTIONS_PER_LCU * 3600), price: "alb-capacity" },
    {
      item: `public addresses in ${zones} zones`,
      quantity: properties["internal"] === true ? 0 : zones * HOURS,
      price: "public-address",
      stands: { kind: "load balancers", count: 0 },
    },
  ];
};

const autoScalingGroup: Pricer = (resource, { resources }) => {
  const { properties } = resource;
  const template = templateOf(resource, resources);
  const instanceType = template === undefined ? undefined : textOf(template.properties, "instanceType");
  const hour = instanceType === undefined ? undefined : instancePrice(instanceType);
  if (template === undefined || hour === undefined) return undefined;
  const running = numberOf(properties, "desiredCapacity") ?? numberOf(properties, "minSize") ?? 0;
  const stopped = warmPoolOf(properties, running);
  const gigabytes = volumesOf(template);
  return [
    {
      item: `${running} running, ${instanceType}`,
      quantity: running * HOURS,
      price: hour,
      stands: { kind: "instances", count: running },
    },
    {
      item: `volumes of ${running} running`,
      quantity: running * gigabytes,
      price: "gp3-storage",
      stands: { kind: "instances", count: 0 },
    },
    {
      item: `volumes of ${stopped} stopped in the warm pool`,
      quantity: stopped * gigabytes,
      price: "gp3-storage",
      stands: { kind: "instances stopped in the warm pool", count: stopped },
    },
  ];
};

function templateOf(group: ResourceValues, resources: readonly ResourceValues[]): ResourceValues | undefined {
  const [values = {}] = objectsOf(group.properties, "launchTemplate");
  const type = "aws:ec2/launchTemplate:LaunchTemplate";
  const within = { property: "launchTemplate", values };
  const named = new Set([...referencesOf(group, "id", type, within), ...referencesOf(group, "name", type, within)]);
  return resources.find((each) => each.type === type && (named.has(each.id) || named.has(displayName(each))));
}

/**
 * Instances that a warm pool keeps: up to the prepared capacity together with those that run, and never fewer than its
 * minimum. Source: Amazon EC2 Auto Scaling User Guide, "Warm pools", "Size of a warm pool".
 */
function warmPoolOf(properties: ResourceValues["properties"], running: number): number {
  const [pool] = objectsOf(properties, "warmPool");
  if (pool === undefined) return 0;
  const prepared = numberOf(pool, "maxGroupPreparedCapacity") ?? numberOf(properties, "maxSize") ?? running;
  return Math.max(numberOf(pool, "minSize") ?? 0, prepared - running);
}

/** Gigabytes of an instance's volumes; without any in the template, the image's own, of 8. */
function volumesOf({ properties }: ResourceValues): number {
  const sizes = objectsOf(properties, "blockDeviceMappings").flatMap((mapping) =>
    objectsOf(mapping, "ebs").map((ebs) => numberOf(ebs, "volumeSize") ?? 8),
  );
  return sizes.length === 0 ? 8 : sizes.reduce((sum, size) => sum + size, 0);
}

/** By the types that they price. */
export const computePricers: Readonly<Record<string, Pricer>> = {
  "aws:lambda/function:Function": lambda,
  "aws:apigateway/restApi:RestApi": restApi,
  "aws:scheduler/schedule:Schedule": schedule,
  "aws:lb/loadBalancer:LoadBalancer": balancer,
  "aws:autoscaling/group:Group": autoScalingGroup,
};
