import type { Role, Topology } from "@tandem/config";

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
export function regionOutputsOf({ names, regions, compute }: Topology, role: Role, id: string) {
  const name = regions[role];
  const { processor, autoScalingGroup, alertTopic, alarmPrefix, databaseCluster } = names[role];
  return {
    contractVersion: 1,
    ...(compute.kind === "lambda-rest-api" ? restApi(name, id) : balancer(name, id)),
    ...(processor === undefined
      ? {}
      : { processorFunctionName: processor, processorFunctionArn: arnIn("lambda", name, `function:${processor}`) }),
    ...(autoScalingGroup === undefined ? {} : { autoScalingGroupName: autoScalingGroup }),
    ...(compute.kind === "lambda-alb" && compute.functionUrls
      ? { functionUrlHostname: `${id}.lambda-url.${name}.on.aws` }
      : {}),
    ...(databaseCluster === undefined
      ? {}
      : {
          databaseClusterArn: arnIn("rds", name, `cluster:${databaseCluster}`),
          databaseClusterId: databaseCluster,
          databaseWriterEndpoint: `${databaseCluster}.cluster-a1.${name}.rds.amazonaws.com`,
          databaseReaderEndpoint: `${databaseCluster}.cluster-ro-a1.${name}.rds.amazonaws.com`,
        }),
    alertTopicArn: arnIn("sns", name, alertTopic),
    alarmArns: [arnIn("cloudwatch", name, `alarm:${alarmPrefix}-region`)],
  };
}
