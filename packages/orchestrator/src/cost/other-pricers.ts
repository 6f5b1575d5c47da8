import { numberOf, objectsOf, textOf } from "../resources/values.ts";
import type { ResourceValues } from "../resources/values.ts";
import { referencesOf } from "../resources/references.ts";
import type { Pricer } from "./part.ts";
import { roleOf } from "./topology.ts";
import { HOURS, NAT_KB, gigabytesOf } from "./usage.ts";

/** What the active region's requests take through its gateways is shared among them. */
const natGateway: Pricer = ({ region, type }, { topology, usage, resources }) => {
  const gateways = resources.filter((each) => each.type === type && each.region === region).length;
  const requests = roleOf(topology, region) === "primary" ? usage.requestsPerMonth : 0;
  return [
    { item: "hours", quantity: HOURS, price: "nat-hours", stands: { kind: "NAT gateways", count: 1 } },
    { item: "data", quantity: gigabytesOf(requests, NAT_KB) / gateways, price: "nat-data" },
  ];
};

const address: Pricer = () => [
  { item: "public address", quantity: HOURS, price: "public-address", stands: { kind: "public addresses", count: 1 } },
];

/** Gateway endpoints cost nothing. */
const endpoint: Pricer = (resource) => {
  if (textOf(resource.properties, "vpcEndpointType") !== "Interface") return [];
  const zones = referencesOf(resource, "subnetIds", "aws:ec2/subnet:Subnet").length;
  const stands = { kind: "interface endpoints", count: 1 } as const;
  return [{ item: `hours in ${zones} zones`, quantity: zones * HOURS, price: "endpoint-hours", stands }];
};

const zone: Pricer = () => [{ item: "hosted zone", quantity: 1, price: "hosted-zone", global: true }];

/** HTTPS, a text that the answer has to have, an interval of 10 s, and measured latency are options, each with its price. */
const healthCheck: Pricer = ({ properties }) => [
  { item: "health check", quantity: 1, price: "health-check", global: true },
  { item: "options", quantity: optionsOf(properties), price: "health-check-option", global: true },
];

function optionsOf(properties: ResourceValues["properties"]): number {
  const type = textOf(properties, "type") ?? "";
  const chosen = [
    type.startsWith("HTTPS"),
    type.endsWith("STR_MATCH"),
    numberOf(properties, "requestInterval") === 10,
    properties["measureLatency"] === true,
  ];
  return chosen.filter(Boolean).length;
}

/** Each metric that an alarm watches counts; one that looks more often than each minute costs more. */
const alarm: Pricer = ({ properties }) => {
  const metrics = objectsOf(properties, "metricQueries").flatMap((query) => objectsOf(query, "metric"));
  const periods = [numberOf(properties, "period"), ...metrics.map((metric) => numberOf(metric, "period"))];
  const isFast = periods.some((period) => period !== undefined && period < 60);
  return [{ item: "alarm", quantity: Math.max(1, metrics.length), price: isFast ? "fast-alarm" : "alarm" }];
};

const compositeAlarm: Pricer = () => [{ item: "alarm", quantity: 1, price: "composite-alarm" }];

const dashboard: Pricer = () => [{ item: "dashboard", quantity: 1, price: "dashboard", global: true }];

/** By the types that they price. */
export const otherPricers: Readonly<Record<string, Pricer>> = {
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/eip:Eip": address,
  "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
  "aws:route53/zone:Zone": zone,
  "aws:route53/healthCheck:HealthCheck": healthCheck,
  "aws:cloudwatch/metricAlarm:MetricAlarm": alarm,
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": compositeAlarm,
  "aws:cloudwatch/dashboard:Dashboard": dashboard,
};
