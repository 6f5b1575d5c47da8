import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { SetDesiredCapacityCommand } from "@aws-sdk/client-auto-scaling";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { OpMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { rehearsalEnvironment } from "../sandbox/environment.ts";
import { prepareDirectory } from "../sandbox/paths.ts";
import { makeGround } from "./catalogue/autoscaling/network-fixture.ts";
import { catalogue } from "./catalogue/index.ts";
import { standInPluginFolder } from "./folder.ts";
import { useGatedEmulator } from "./testing/gated-emulator.ts";

const emulator = useGatedEmulator();
const region = "eu-central-1";
let directory = "";
let stack: Stack;
let subnetIds: readonly string[];

/** A group as a region's stack makes it, with its program in a bucket. */
function program() {
  const opts = { provider: new aws.Provider("aws", { region }) };
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const role = new aws.iam.Role("instances", { name: "instances", assumeRolePolicy }, opts);
  const profile = new aws.iam.InstanceProfile("instances", { name: "instances", role: role.name }, opts);
  const linked = new aws.iam.ServiceLinkedRole(
    "linked",
    { awsServiceName: "autoscaling.amazonaws.com", customSuffix: "x" },
    opts,
  );
  const bucket = new aws.s3.Bucket("artifacts", { bucket: "artifacts", forceDestroy: true }, opts);
  const versioning = new aws.s3.BucketVersioning(
    "artifacts",
    { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    opts,
  );
  const object = new aws.s3.BucketObjectv2(
    "service",
    { bucket: bucket.bucket, key: "service.mjs", source: new pulumi.asset.FileAsset(join(directory, "service.mjs")) },
    { ...opts, dependsOn: versioning },
  );
  const template = new aws.ec2.LaunchTemplate(
    "trading",
    {
      name: "trading-x",
      instanceType: "t4g.small",
      iamInstanceProfile: { arn: profile.arn },
      userData: object.versionId.apply((version) => Buffer.from(version).toString("base64")),
      updateDefaultVersion: true,
    },
    opts,
  );
  const group = new aws.autoscaling.Group(
    "trading",
    {
      name: "trading-x",
      minSize: 1,
      maxSize: 4,
      desiredCapacity: 1,
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      vpcZoneIdentifiers: [...subnetIds],
      serviceLinkedRoleArn: linked.arn,
      warmPool: { minSize: 1, maxGroupPreparedCapacity: 2 },
      instanceRefresh: { strategy: "Rolling" },
      tags: [{ key: "Name", value: "trading", propagateAtLaunch: true }],
      forceDelete: true,
    },
    { ...opts, ignoreChanges: ["desiredCapacity", "minSize"] },
  );
  const cpu = new aws.autoscaling.Policy(
    "cpu",
    {
      name: "cpu",
      autoscalingGroupName: group.name,
      policyType: "TargetTrackingScaling",
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: 50,
      },
    },
    opts,
  );
  return Promise.resolve({ policyArn: cpu.arn, version: object.versionId });
}

/** The steps of a preview or an update by kind, without what only stays. */
const steps = (summary: OpMap | undefined) =>
  Object.fromEntries(Object.entries(summary ?? {}).filter(([kind]) => kind !== "same"));
const writeProgram = (content: string) => writeFile(join(directory, "service.mjs"), content);

async function seen() {
  const found = await emulator.client(AutoScalingClient, region).send(new DescribeAutoScalingGroupsCommand({}));
  return found.AutoScalingGroups?.[0];
}

beforeAll(async () => {
  ({ subnetIds } = await makeGround(emulator, region));
  directory = await mkdtemp(join(tmpdir(), "tandem-auto-scaling-"));
  await prepareDirectory(directory);
  await writeProgram("one();");
  const envVars = rehearsalEnvironment({
    endpoint: emulator.endpoint,
    directory,
    pluginFolders: [standInPluginFolder],
    base: process.env,
  });
  const options = { projectName: "plugin", stackName: "test", program };
  stack = await LocalWorkspace.createStack(options, { envVars, workDir: directory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));
afterEach(() => emulator.refuseFailures());

test("an up makes group, template, program and roles, and a refreshing preview finds nothing to do", async () => {
  await stack.up();
  expect(await seen()).toMatchObject({
    AutoScalingGroupName: "trading-x",
    ServiceLinkedRoleARN: expect.stringMatching(/AWSServiceRoleForAutoScaling_x$/) as string,
    LaunchTemplate: { Version: "1" },
    Instances: [{ LifecycleState: "InService" }],
  });
  const { changeSummary } = await stack.preview({ refresh: true, expectNoChanges: true });
  expect(steps(changeSummary)).toEqual({});
});

test("capacity that somebody else moves is no change of the program's", async () => {
  const more = new SetDesiredCapacityCommand({ AutoScalingGroupName: "trading-x", DesiredCapacity: 3 });
  await emulator.client(AutoScalingClient, region).send(more);
  const { changeSummary } = await stack.preview({ refresh: true, expectNoChanges: true });
  expect(steps(changeSummary)).toEqual({});
});

test("another program is another object, template and set of instances, and nothing is replaced", async () => {
  await writeProgram("two();");
  const preview = await stack.preview();
  expect(steps(preview.changeSummary)).toEqual({ update: 3 });
  const { summary } = await stack.up();
  expect(steps(summary.resourceChanges)).toEqual({ update: 3 });
  const { Body } = await emulator
    .client(S3Client, region)
    .send(new GetObjectCommand({ Bucket: "artifacts", Key: "service.mjs" }));
  expect(await Body?.transformToString()).toBe(await readFile(join(directory, "service.mjs"), "utf8"));
  const versions = async () => (await seen())?.Instances?.map(({ LaunchTemplate }) => LaunchTemplate?.Version);
  await expect.poll(versions).toEqual(["2", "2", "2"]);
  await stack.preview({ refresh: true, expectNoChanges: true });
});

test("a destroy leaves nothing", async () => {
  await stack.destroy();
  const types = [
    "aws:autoscaling/group:Group",
    "aws:autoscaling/policy:Policy",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole",
    "aws:s3/bucket:Bucket",
  ];
  const left = await Promise.all(
    types.map(async (type) => (await catalogue.get(type)?.list(emulator.context(region))) ?? [type]),
  );
  expect(left.flat()).toEqual([]);
});
