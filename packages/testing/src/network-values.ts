import { arn, digest, physical, text } from "./made.ts";
import type { AwsValues, Made } from "./made.ts";

/** What AWS would answer for new networks, load balancers and parameters. */
export const networkMakers: readonly (readonly [string, (made: Made) => AwsValues])[] = [
  ["awsx:ec2:Vpc", vpc],
  ["aws:ec2/securityGroup:SecurityGroup", (made) => identified(made, "sg", "security-group")],
  [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    (made) => identified(made, "sgr", "security-group-rule"),
  ],
  ["aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", (made) => identified(made, "sgr", "security-group-rule")],
  ["aws:ec2/vpcEndpoint:VpcEndpoint", (made) => identified(made, "vpce", "vpc-endpoint")],
  ["aws:lb/loadBalancer:LoadBalancer", loadBalancer],
  ["aws:lb/targetGroup:TargetGroup", targetGroup],
  ["aws:lb/listener:Listener", listener],
  ["aws:lb/targetGroupAttachment:TargetGroupAttachment", attachment],
  ["aws:ssm/parameter:Parameter", parameter],
];

/** The component, whose own resources mocks do not make: as many subnets of each type as it has zones. */
function vpc(made: Made): AwsValues {
  const specs = made.inputs["subnetSpecs"] as readonly { readonly type: string }[];
  const endpoints = (made.inputs["vpcEndpointSpecs"] ?? []) as readonly { readonly serviceName: string }[];
  const zones = Array.from({ length: made.inputs["numberOfAvailabilityZones"] as number }, (_, index) => index + 1);
  const ids = (type: string) =>
    specs.some((spec) => spec.type === type)
      ? zones.map((zone) => `subnet-${digest({ ...made, name: `${made.name}-${type}-${zone}` }, 17)}`)
      : [];
  return {
    id: "",
    outputs: {
      vpcId: `vpc-${digest(made, 17)}`,
      publicSubnetIds: ids("Public"),
      privateSubnetIds: ids("Private"),
      vpcEndpoints: endpoints.map(({ serviceName }) => ({
        prefixListId: `pl-${serviceName.split(".").at(-1)}`,
      })),
    },
  };
}

function identified(made: Made, prefix: string, kind: string): AwsValues {
  const id = `${prefix}-${digest(made, 17)}`;
  return { id, outputs: { arn: arn(made, "ec2", `${kind}/${id}`) } };
}

/** The hosted zones of load balancers by region are AWS's; one stands for all here. */
function loadBalancer(made: Made): AwsValues {
  const arnSuffix = `app/${physical(made)}/${digest(made, 16)}`;
  const balancerArn = arn(made, "elasticloadbalancing", `loadbalancer/${arnSuffix}`);
  const dnsName = `${physical(made)}-${digest(made, 9)}.${made.region}.elb.amazonaws.com`;
  return { id: balancerArn, outputs: { arn: balancerArn, arnSuffix, dnsName, zoneId: "Z35SXDOTRQ7X7K" } };
}

function targetGroup(made: Made): AwsValues {
  const arnSuffix = `targetgroup/${physical(made)}/${digest(made, 16)}`;
  const groupArn = arn(made, "elasticloadbalancing", arnSuffix);
  return { id: groupArn, outputs: { arn: groupArn, arnSuffix } };
}

function listener(made: Made): AwsValues {
  const listenerArn = `${text(made, "loadBalancerArn").replace(":loadbalancer/", ":listener/")}/${digest(made, 16)}`;
  return { id: listenerArn, outputs: { arn: listenerArn } };
}

function attachment(made: Made): AwsValues {
  return { id: `${text(made, "targetGroupArn")},${text(made, "targetId")}`, outputs: {} };
}

function parameter(made: Made): AwsValues {
  return { id: physical(made), outputs: { arn: arn(made, "ssm", `parameter${physical(made)}`), version: 1 } };
}
