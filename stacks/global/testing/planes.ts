import type { Role, Topology } from "@tandem/config";
import { environmentOf } from "@tandem/contracts/testing/environment";

const arnIn = (service: string, region: string, resource: string) =>
  `arn:aws:${service}:${region}:123456789012:${resource}`;

/** What a region with a REST API publishes of it. */
const restApi = (region: string, apiId: string) => ({
  apiId,
  apiEndpoint: `https://${apiId}.execute-api.${region}.amazonaws.com/prod`,
  apiHostname: `${apiId}.execute-api.${region}.amazonaws.com`,
  trafficHostname: `${apiId}.execute-api.${region}.amazonaws.com`,
});

/** What a region with a load balancer publishes of it. */
const balancer = (region: string, id: string) => ({
  apiEndpoint: `http://${id}.${region}.elb.amazonaws.com`,
  apiHostname: `${id}.${region}.elb.amazonaws.com`,
  trafficHostname: `${id}.${region}.elb.amazonaws.com`,
  trafficZoneId: "Z35SXDOTRQ7X7K",
  loadBalancerArn: arnIn("elasticloadbalancing", region, `loadbalancer/app/${id}/1`),
  targetGroupArn: arnIn("elasticloadbalancing", region, `targetgroup/${id}/1`),
  vpcId: "vpc-1",
});

/** What a region publishes; `id` is of what clients ask in it. */
export function region({ names, regions, compute }: Topology, role: Role, id: string) {
  const name = regions[role];
  const { processor, alertTopic, alarmPrefix } = names[role];
  return {
    contractVersion: 1,
    ...(compute.kind === "lambda-rest-api" ? restApi(name, id) : balancer(name, id)),
    ...(processor === undefined
      ? {}
      : { processorFunctionName: processor, processorFunctionArn: arnIn("lambda", name, `function:${processor}`) }),
    ...(compute.kind === "lambda-alb" && compute.functionUrls
      ? { functionUrlHostname: `${id}.lambda-url.${name}.on.aws` }
      : {}),
    alertTopicArn: arnIn("sns", name, alertTopic),
    alarmArns: [arnIn("cloudwatch", name, `alarm:${alarmPrefix}-region`)],
  };
}

/** What the standby publishes beside. */
export function control({ names, regions }: Topology) {
  return {
    controllerFunctionName: names.controller.function,
    stateTableName: names.controller.stateTable,
    latchUrl: `https://l1.lambda-url.${regions.standby}.on.aws/latch`,
    latchHealthCheckId: "latch-check",
  };
}

/** What the stacks above publish in an environment of a profile, in its regions or others, and how the harness names the run of each plane. */
export function planesOf(profile: string, regions?: Readonly<Record<Role, string>>) {
  const { topology, sharedOutputs, foundationOutputs } = environmentOf(profile, regions);
  const references = {
    "organization/tandem-shared/dev": sharedOutputs,
    "organization/tandem-global/dev-foundation": foundationOutputs,
    "organization/tandem-primary-region/dev": region(topology, "primary", "aaaaaaaaaa"),
    "organization/tandem-standby-region/dev": { ...region(topology, "standby", "bbbbbbbbbb"), ...control(topology) },
  };
  return {
    topology,
    references,
    planes: {
      foundation: { project: "tandem-global", stack: "dev-foundation", references },
      traffic: { project: "tandem-global", stack: "dev-traffic", references },
    },
  };
}
