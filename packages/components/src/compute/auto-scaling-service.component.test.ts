import type { asset } from "@pulumi/pulumi";
import { parseUserData } from "@tandem/config/user-data";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, protectedNames, run, shape, topology } from "../testing/topology.ts";
import { AutoScalingService } from "./auto-scaling-service.ts";
import type { AutoScalingServiceArgs } from "./auto-scaling-service.ts";
import { machineImage } from "./machine-image.ts";
import { ServiceArtifact } from "./service-artifact.ts";

const keyArn = "arn:aws:kms:us-east-2:123456789012:key/mrk-1";
const serviceLinkedRoleArn =
  "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_dev1";
const targetGroupArn = "arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/trading/1";
const named = (name: string) => ({ name, fullName: `${name}-in-full` });
const warmPool = { minSize: 2, maxGroupPreparedCapacity: 3 };

const make = (more: Partial<AutoScalingServiceArgs> = {}) =>
  withMocks(() => {
    const { standby: provider } = regionalProviders(topology, ["standby"]);
    const artifact = new ServiceArtifact("artifact", {
      provider,
      bucketName: "artifacts",
      keys: { program: "us-east-2/service.mjs", configuration: "us-east-2/service.env" },
      keyArn,
      file: "/dist/index.mjs",
      environment: { PORT: "8080" },
      tags: { Name: "service" },
    });
    return new AutoScalingService("service", {
      provider,
      region: "us-east-2",
      names: {
        autoScalingGroup: named("group"),
        launchTemplate: named("template"),
        instanceProfile: named("profile"),
        logGroup: named("/tandem/logs"),
        scalingPolicies: { cpu: "cpu-dev1", requests: "requests-dev1" },
      },
      tags: { Application: "trading" },
      retention: "disposable",
      logRetentionDays: 30,
      instanceType: "t4g.small",
      capacity: { min: 1, desired: 1, max: 9 },
      subnetIds: ["subnet-1", "subnet-2"],
      securityGroupIds: ["sg-1"],
      targetGroup: {
        arn: targetGroupArn,
        arnSuffix: "targetgroup/trading/1",
        loadBalancerArnSuffix: "app/trading/2",
      },
      roleName: "trading-instances",
      keyArn,
      serviceLinkedRoleArn,
      artifact: { bucketName: "artifacts", program: artifact.program, configuration: artifact.configuration },
      ...more,
    }).autoScalingGroupName;
  }, run);
const { resources, outputs } = await make({ warmPool });
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const GROUP = "aws:autoscaling/group:Group";
const tags = (name: string) => ({ Application: "trading", Name: `${name}-in-full` });

describe("AutoScalingService", () => {
  it("makes a log group, a profile, a template, a group and its policies, all in its region, and protects none", () => {
    expect(shape(resources).filter((line) => !line.includes("artifact"))).toEqual([
      "aws:autoscaling/group:Group service < service @ aws-standby",
      "aws:autoscaling/policy:Policy service-cpu < service @ aws-standby",
      "aws:autoscaling/policy:Policy service-requests < service @ aws-standby",
      "aws:cloudwatch/logGroup:LogGroup service < service @ aws-standby",
      "aws:ec2/launchTemplate:LaunchTemplate service < service @ aws-standby",
      "aws:iam/instanceProfile:InstanceProfile service < service @ aws-standby",
      "tandem:compute:AutoScalingService service < stack @ none",
    ]);
    expect(only(resources, "tandem:compute:AutoScalingService").outputs).toEqual({ autoScalingGroupName: "group" });
    expect(outputs).toBe("group");
    expect(protectedNames(resources)).toEqual([]);
    expect(only(resources, "aws:iam/instanceProfile:InstanceProfile").inputs).toEqual({
      name: "profile",
      role: "trading-instances",
      tags: tags("profile"),
    });
  });

  it("launches instances with metadata of version 2 within one hop, volumes under the region's key, and their own role", () => {
    const { userData, ...inputs } = only(resources, TEMPLATE).inputs;
    expect(inputs).toEqual({
      name: "template",
      imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
      instanceType: "t4g.small",
      iamInstanceProfile: { arn: "arn:aws:iam::123456789012:instance-profile/profile" },
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { deleteOnTermination: "true", encrypted: "true", kmsKeyId: keyArn, volumeType: "gp3" },
        },
      ],
      monitoring: { enabled: true },
      vpcSecurityGroupIds: ["sg-1"],
      tagSpecifications: [{ resourceType: "volume", tags: tags("group") }],
      updateDefaultVersion: true,
      tags: tags("template"),
    });
    const version = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
    expect(parseUserData(Buffer.from(String(userData), "base64").toString())).toEqual({
      bucket: "artifacts",
      region: "us-east-2",
      program: { key: "us-east-2/service.mjs", version },
      configuration: { key: "us-east-2/service.env", version },
      logGroup: "/tandem/logs",
      service: { restartSeconds: 1 },
      agent: { flushSeconds: 5 },
    });
  });

  it("keeps what instances write under the region's key, as long as is asked for", () => {
    expect(only(resources, "aws:cloudwatch/logGroup:LogGroup").inputs).toMatchObject({
      name: "/tandem/logs",
      retentionInDays: 30,
      kmsKeyId: keyArn,
      tags: tags("/tandem/logs"),
    });
  });

  it("keeps the group over every zone, replaces what the balancer finds unhealthy, and leaves capacity to its owners", () => {
    const group = only(resources, GROUP);
    expect(group.inputs).toEqual({
      name: "group",
      minSize: 1,
      maxSize: 9,
      desiredCapacity: 1,
      launchTemplate: { id: expect.stringMatching(/^lt-/) as string, version: "1" },
      vpcZoneIdentifiers: ["subnet-1", "subnet-2"],
      targetGroupArns: [targetGroupArn],
      healthCheckType: "ELB",
      healthCheckGracePeriod: 180,
      defaultInstanceWarmup: 60,
      serviceLinkedRoleArn,
      warmPool: { poolState: "Stopped", minSize: 2, maxGroupPreparedCapacity: 3 },
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 200 },
      },
      forceDelete: true,
      tags: [
        { key: "Application", value: "trading", propagateAtLaunch: true },
        { key: "Name", value: "group-in-full", propagateAtLaunch: true },
      ],
    });
    expect(group.ignoreChanges).toEqual(["desiredCapacity", "minSize"]);
  });

  it("has no warm pool unless it is asked for, and where data is kept lets instances drain and protects their log", async () => {
    const { resources: plain } = await make({ retention: "keep" });
    const { inputs } = only(plain, GROUP);
    expect(inputs).not.toHaveProperty("warmPool");
    expect(inputs["forceDelete"]).toBe(false);
    expect(protectedNames(plain)).toEqual(["aws:cloudwatch/logGroup:LogGroup service protect=true retain=true"]);
  });

  it("follows CPU and requests per instance", () => {
    const POLICY = "aws:autoscaling/policy:Policy";
    const policy = (name: string, metric: unknown, targetValue: number) => ({
      name,
      autoscalingGroupName: "group",
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: { predefinedMetricSpecification: metric, targetValue },
    });
    expect(only(resources, POLICY, "service-cpu").inputs).toEqual(
      policy("cpu-dev1", { predefinedMetricType: "ASGAverageCPUUtilization" }, 50),
    );
    const resourceLabel = "app/trading/2/targetgroup/trading/1";
    expect(only(resources, POLICY, "service-requests").inputs).toEqual(
      policy("requests-dev1", { predefinedMetricType: "ALBRequestCountPerTarget", resourceLabel }, 3000),
    );
  });
});

describe("ServiceArtifact", () => {
  it("uploads the program and its variables under the region's key and tells their versions", async () => {
    const inputsOf = (name: string) => only(resources, "aws:s3/bucketObjectv2:BucketObjectv2", name).inputs;
    const { source, ...inputs } = inputsOf("artifact-program");
    expect(inputs).toEqual({
      bucket: "artifacts",
      key: "us-east-2/service.mjs",
      contentType: "text/javascript",
      kmsKeyId: keyArn,
      tags: { Name: "service" },
    });
    expect(await (source as asset.FileAsset).path).toBe("/dist/index.mjs");
    expect(inputsOf("artifact-configuration")).toMatchObject({
      key: "us-east-2/service.env",
      content: 'PORT="8080"\n',
      kmsKeyId: keyArn,
    });
    const version = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
    expect(only(resources, "tandem:compute:ServiceArtifact").outputs).toEqual({
      program: { key: "us-east-2/service.mjs", version },
      configuration: { key: "us-east-2/service.env", version },
    });
  });
});

it.for([
  ["t4g.small", "arm64"],
  ["m7gd.large", "arm64"],
  ["c6gn.medium", "arm64"],
  ["im4gn.large", "arm64"],
  ["g5g.xlarge", "arm64"],
  ["a1.medium", "arm64"],
  ["t3.small", "x86_64"],
  ["m7i-flex.large", "x86_64"],
  ["g4dn.xlarge", "x86_64"],
  ["c5a.large", "x86_64"],
] as const)("the image of %s is %s", ([instanceType, architecture]) => {
  expect(machineImage(instanceType)).toBe(
    `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`,
  );
});
