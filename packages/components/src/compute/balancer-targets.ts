import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { alivePath } from "@tandem/config/instance";
import { fullName, tagsOf } from "../names.ts";
import { computeOf, regionalName } from "../parts.ts";

/** One function, or instances, which whoever makes them registers. */
export type BalancerTarget =
  | { readonly kind: "function"; readonly function: aws.lambda.Function }
  | {
      readonly kind: "instances";
      /** The security group that they are under: the balancer alone is let in. */
      readonly securityGroupId: pulumi.Input<string>;
    };

/** Where a target group is made. */
interface Place {
  readonly topology: Topology;
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly vpcId: pulumi.Input<string>;
}

/** The security groups on both ends of the way to instances. */
interface InstanceGroups {
  readonly instancesGroupId: pulumi.Input<string>;
  readonly balancerGroup: aws.ec2.SecurityGroup;
}

/** What a listener forwards to. */
interface Target {
  readonly targetGroup: aws.lb.TargetGroup;
  /** What lets the balancer reach it. */
  readonly ways: readonly pulumi.Resource[];
}

const instanceDrainSeconds = 20;

/**
 * How many instances have to be healthy, or else the balancer's addresses fail, and requests go to unhealthy ones too. A
 * standby has one, and so has a region that is left with one zone: more would take down what still serves.
 */
const minimumHealthyTargets = 1;

/** A function, which may be invoked for this group alone before it is registered. */
export function functionTarget(
  name: string,
  { topology, role, provider }: Place,
  lambda: aws.lambda.Function,
  parent: pulumi.Resource,
): Target {
  const child = { parent, provider };
  const targetGroup = new aws.lb.TargetGroup(
    name,
    {
      name: regionalName(topology, role, "targetGroup"),
      targetType: "lambda",
      // Each check is an invocation: AWS's own interval for functions.
      healthCheck: {
        enabled: true,
        path: "/ready",
        matcher: "200",
        interval: 35,
        timeout: 10,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      tags: tagsOf(topology, fullName(topology, "targetGroup", role)),
    },
    child,
  );
  const permission = new aws.lambda.Permission(
    name,
    {
      statementId: "load-balancer",
      action: "lambda:InvokeFunction",
      function: lambda.name,
      principal: "elasticloadbalancing.amazonaws.com",
      sourceArn: targetGroup.arn,
    },
    // The function's policy holds one statement of this name: where the group is replaced, the old one has to go first.
    { ...child, deleteBeforeReplace: true },
  );
  // The balancer tries the function when it is registered.
  const attachment = new aws.lb.TargetGroupAttachment(
    name,
    { targetGroupArn: targetGroup.arn, targetId: lambda.arn },
    { ...child, dependsOn: permission },
  );
  return { targetGroup, ways: [permission, attachment] };
}

/** Instances, and the way from the balancer's security group to theirs. */
export function instanceTarget(
  name: string,
  { topology, role, provider, vpcId }: Place,
  { instancesGroupId, balancerGroup }: InstanceGroups,
  parent: pulumi.Resource,
): Target {
  const { port } = computeOf(topology, "ec2-asg");
  const child = { parent, provider };
  const targetGroup = new aws.lb.TargetGroup(
    name,
    {
      name: regionalName(topology, role, "targetGroup"),
      targetType: "instance",
      protocol: "HTTP",
      port,
      vpcId,
      // As long as the program goes on with what it was asked before it ends.
      deregistrationDelay: instanceDrainSeconds,
      healthCheck: {
        enabled: true,
        path: alivePath,
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      targetGroupHealth: {
        dnsFailover: { minimumHealthyTargetsCount: String(minimumHealthyTargets) },
        unhealthyStateRouting: { minimumHealthyTargetsCount: minimumHealthyTargets },
      },
      tags: tagsOf(topology, fullName(topology, "targetGroup", role)),
    },
    child,
  );
  const way = { ipProtocol: "tcp", fromPort: port, toPort: port };
  const tags = tagsOf(topology, fullName(topology, "loadBalancerSecurityGroup", role));
  const out = new aws.vpc.SecurityGroupEgressRule(
    `${name}-instances`,
    {
      ...way,
      securityGroupId: balancerGroup.id,
      description: "instances of the service",
      referencedSecurityGroupId: instancesGroupId,
      tags,
    },
    child,
  );
  const into = new aws.vpc.SecurityGroupIngressRule(
    `${name}-instances`,
    {
      ...way,
      securityGroupId: instancesGroupId,
      description: "load balancer of the region",
      referencedSecurityGroupId: balancerGroup.id,
      tags,
    },
    child,
  );
  return { targetGroup, ways: [out, into] };
}
