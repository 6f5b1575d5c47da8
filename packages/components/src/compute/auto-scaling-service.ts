import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ownedPropertiesOf } from "@tandem/config";
import type { Region, Retention } from "@tandem/config";
import { userData } from "@tandem/config/user-data";
import type { ObjectVersion } from "@tandem/config/user-data";
import { retentionOptions } from "../retention.ts";
import { machineImage } from "./machine-image.ts";

/** A resource's physical name, and the full one, which a physical name may only abbreviate. */
export interface Named {
  readonly name: string;
  readonly fullName: string;
}

export interface AutoScalingServiceArgs {
  readonly provider: aws.Provider;
  readonly region: Region;
  readonly names: Readonly<Record<"autoScalingGroup" | "launchTemplate" | "instanceProfile" | "logGroup", Named>> & {
    /** Unique within the group. */
    readonly scalingPolicies: Readonly<Record<keyof typeof scalingTargets, string>>;
  };
  /** The environment's own tags; each resource's `Name` is added. */
  readonly tags: Readonly<Record<string, string>>;
  readonly retention: Retention;
  /** How long what instances write is kept. */
  readonly logRetentionDays: number;
  /** `t4g.small`; decides the image's architecture too. */
  readonly instanceType: string;
  /** Instances in service. Minimum and desired ones hold for a new group; whoever runs the environment moves them then. */
  readonly capacity: { readonly min: number; readonly desired: number; readonly max: number };
  /**
   * Stopped instances beside the group, which a scale-out takes first.
   * @default none: every instance is launched when it is needed
   */
  readonly warmPool?: { readonly minSize: number; readonly maxGroupPreparedCapacity: number };
  /** One in each availability zone, private ones. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly targetGroup: {
    readonly arn: pulumi.Input<string>;
    /** `targetgroup/<name>/<id>` */
    readonly arnSuffix: pulumi.Input<string>;
    /** `app/<name>/<id>` of the balancer before it. */
    readonly loadBalancerArnSuffix: pulumi.Input<string>;
  };
  /** Name of the instances' role. */
  readonly roleName: pulumi.Input<string>;
  /** The region's key, for the volumes and the log. Its policy has to admit the service-linked role. */
  readonly keyArn: pulumi.Input<string>;
  /** The role that Auto Scaling launches instances with. */
  readonly serviceLinkedRoleArn: pulumi.Input<string>;
  /** The program and its variables: one version each of an object in a bucket of the region. */
  readonly artifact: {
    readonly bucketName: pulumi.Input<string>;
    readonly program: pulumi.Input<ObjectVersion>;
    readonly configuration: pulumi.Input<ObjectVersion>;
  };
  /** What must be there before the first instance is launched, beside what is named above. @default nothing */
  readonly after?: readonly pulumi.Resource[];
}

/** What scaling policies hold the group's average at. */
const scalingTargets = {
  /** Percent. Half of each instance is left for the load of one zone of two. */
  cpu: 50,
  /** Of an instance, a minute. */
  requests: 3000,
} as const;

/** Seconds that a new instance has to boot, fetch its program and serve, until health checks count. */
const graceSeconds = 180;

/**
 * The service on EC2 instances behind a balancer: a launch template, a group over the private subnets of every zone, and what
 * scales it. Instances have the newest Amazon Linux 2023, metadata of version 2 only and within one hop, and volumes under
 * the region's key; what they run is fetched by their user data and kept running by systemd. What it writes goes to a log
 * group, which is made first, one stream for each instance: an instance is gone when its log matters. An instance that its
 * balancer finds unhealthy is replaced; another program or template replaces all, one that serves before one that goes.
 *
 * ```ts
 * new AutoScalingService("service", {
 *   provider, region, names, tags, retention, logRetentionDays: 30, instanceType: "t4g.small",
 *   capacity: { min: 1, desired: 1, max: 9 }, warmPool: { minSize: 2, maxGroupPreparedCapacity: 3 }, subnetIds,
 *   securityGroupIds, targetGroup, roleName, keyArn, serviceLinkedRoleArn, artifact,
 * });
 * ```
 *
 * Costs its running instances, the volumes of stopped ones, and each byte of log.
 */
export class AutoScalingService extends pulumi.ComponentResource {
  public readonly autoScalingGroupName: pulumi.Output<string>;
  public readonly nodes: {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly profile: aws.iam.InstanceProfile;
    readonly template: aws.ec2.LaunchTemplate;
    readonly group: aws.autoscaling.Group;
    readonly policies: readonly aws.autoscaling.Policy[];
  };

  constructor(name: string, args: AutoScalingServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:AutoScalingService", name, {}, opts);
    const profile = new aws.iam.InstanceProfile(
      name,
      { name: args.names.instanceProfile.name, role: args.roleName, tags: tagsFor(args, "instanceProfile") },
      { parent: this, provider: args.provider },
    );
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      {
        name: args.names.logGroup.name,
        retentionInDays: args.logRetentionDays,
        kmsKeyId: args.keyArn,
        tags: tagsFor(args, "logGroup"),
      },
      { parent: this, provider: args.provider, ...retentionOptions(args.retention) },
    );
    const template = this.createTemplate(name, args, profile, logGroup);
    const group = this.createGroup(name, args, template);
    const policies = this.createPolicies(name, args, group);
    this.nodes = { logGroup, profile, template, group, policies };
    this.autoScalingGroupName = group.name;
    this.registerOutputs({ autoScalingGroupName: this.autoScalingGroupName });
  }

  private createTemplate(
    name: string,
    args: AutoScalingServiceArgs,
    profile: aws.iam.InstanceProfile,
    logGroup: aws.cloudwatch.LogGroup,
  ): aws.ec2.LaunchTemplate {
    return new aws.ec2.LaunchTemplate(
      name,
      {
        name: args.names.launchTemplate.name,
        imageId: machineImage(args.instanceType),
        instanceType: args.instanceType,
        iamInstanceProfile: { arn: profile.arn },
        metadataOptions: {
          httpEndpoint: "enabled",
          httpTokens: "required",
          httpPutResponseHopLimit: 1,
          instanceMetadataTags: "disabled",
        },
        // The root volume of Amazon Linux.
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda",
            ebs: { deleteOnTermination: "true", encrypted: "true", kmsKeyId: args.keyArn, volumeType: "gp3" },
          },
        ],
        // A metric a minute: scaling follows CPU within minutes.
        monitoring: { enabled: true },
        vpcSecurityGroupIds: args.securityGroupIds,
        userData: userDataOf(args, logGroup),
        tagSpecifications: [{ resourceType: "volume", tags: tagsFor(args, "autoScalingGroup") }],
        updateDefaultVersion: true,
        tags: tagsFor(args, "launchTemplate"),
      },
      { parent: this, provider: args.provider },
    );
  }

  private createGroup(
    name: string,
    args: AutoScalingServiceArgs,
    template: aws.ec2.LaunchTemplate,
  ): aws.autoscaling.Group {
    const { capacity, warmPool } = args;
    return new aws.autoscaling.Group(
      name,
      {
        name: args.names.autoScalingGroup.name,
        minSize: capacity.min,
        maxSize: capacity.max,
        desiredCapacity: capacity.desired,
        launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
        vpcZoneIdentifiers: args.subnetIds,
        targetGroupArns: [args.targetGroup.arn],
        healthCheckType: "ELB",
        healthCheckGracePeriod: graceSeconds,
        defaultInstanceWarmup: 60,
        serviceLinkedRoleArn: args.serviceLinkedRoleArn,
        ...(warmPool === undefined ? {} : { warmPool: { poolState: "Stopped", ...warmPool } }),
        instanceRefresh: {
          strategy: "Rolling",
          preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
        },
        forceDelete: args.retention === "disposable",
        tags: Object.entries(tagsFor(args, "autoScalingGroup")).map(([key, value]) => ({
          key,
          value,
          propagateAtLaunch: true,
        })),
      },
      {
        parent: this,
        provider: args.provider,
        dependsOn: [...(args.after ?? [])],
        ignoreChanges: ownedPropertiesOf("tandem:compute:AutoScalingService$aws:autoscaling/group:Group"),
      },
    );
  }

  private createPolicies(name: string, args: AutoScalingServiceArgs, group: aws.autoscaling.Group) {
    const { arnSuffix, loadBalancerArnSuffix } = args.targetGroup;
    const metrics = [
      { key: "cpu", metric: { predefinedMetricType: "ASGAverageCPUUtilization" } },
      {
        key: "requests",
        metric: {
          predefinedMetricType: "ALBRequestCountPerTarget",
          resourceLabel: pulumi.interpolate`${loadBalancerArnSuffix}/${arnSuffix}`,
        },
      },
    ] as const;
    return metrics.map(
      ({ key, metric }) =>
        new aws.autoscaling.Policy(
          `${name}-${key}`,
          {
            name: args.names.scalingPolicies[key],
            autoscalingGroupName: group.name,
            policyType: "TargetTrackingScaling",
            targetTrackingConfiguration: { predefinedMetricSpecification: metric, targetValue: scalingTargets[key] },
          },
          { parent: this, provider: args.provider },
        ),
    );
  }
}

type TaggedPart = Exclude<keyof AutoScalingServiceArgs["names"], "scalingPolicies">;

function tagsFor({ tags, names }: AutoScalingServiceArgs, which: TaggedPart) {
  return { ...tags, Name: names[which].fullName };
}

/** In base64, as EC2 takes it. */
function userDataOf(
  { artifact, region }: AutoScalingServiceArgs,
  logGroup: aws.cloudwatch.LogGroup,
): pulumi.Output<string> {
  return pulumi
    .all([artifact.bucketName, artifact.program, artifact.configuration, logGroup.name])
    .apply(([bucket, program, configuration, group]) =>
      Buffer.from(userData({ bucket, region, program, configuration, logGroup: group })).toString("base64"),
    );
}
