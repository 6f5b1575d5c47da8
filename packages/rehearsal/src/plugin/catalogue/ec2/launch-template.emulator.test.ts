import {
  CreateLaunchTemplateVersionCommand,
  CreateTagsCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useGatedEmulator } from "../../testing/gated-emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { launchTemplate } from "./launch-template.ts";

const emulator = useGatedEmulator();
const region = "eu-central-1";
const ec2 = () => emulator.client(EC2Client, region);
const keyArn = "arn:aws:kms:eu-central-1:000000000000:key/mrk-1";

const inputs = {
  name: "trading-x",
  description: "first",
  imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
  instanceType: "t4g.small",
  iamInstanceProfile: { arn: "arn:aws:iam::000000000000:instance-profile/trading-x" },
  metadataOptions: {
    httpEndpoint: "enabled",
    httpTokens: "required",
    httpPutResponseHopLimit: 1,
    instanceMetadataTags: "disabled",
  },
  blockDeviceMappings: [
    {
      deviceName: "/dev/xvda",
      ebs: { deleteOnTermination: "true", encrypted: "true", kmsKeyId: keyArn, volumeSize: 8, volumeType: "gp3" },
    },
  ],
  monitoring: { enabled: true },
  vpcSecurityGroupIds: ["sg-1", "sg-2"],
  userData: Buffer.from("#!/bin/bash\n").toString("base64"),
  tagSpecifications: [
    { resourceType: "volume", tags: { Name: "trading & co" } },
    { resourceType: "instance", tags: { Name: "trading" } },
  ],
  tags: { "tandem:urn": "template" },
  updateDefaultVersion: true,
};

async function versions(id: string) {
  const asked = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id });
  return (await ec2().send(asked)).LaunchTemplateVersions ?? [];
}

test("a launch template is made as the program says", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(launchTemplate, context, inputs);
  const [version] = await versions(made.id);
  expect(version?.LaunchTemplateData).toEqual({
    ImageId: inputs.imageId,
    InstanceType: "t4g.small",
    IamInstanceProfile: { Arn: inputs.iamInstanceProfile.arn },
    MetadataOptions: {
      State: "applied",
      HttpEndpoint: "enabled",
      HttpTokens: "required",
      HttpPutResponseHopLimit: 1,
      InstanceMetadataTags: "disabled",
    },
    BlockDeviceMappings: [
      {
        DeviceName: "/dev/xvda",
        Ebs: { DeleteOnTermination: true, Encrypted: true, KmsKeyId: keyArn, VolumeSize: 8, VolumeType: "gp3" },
      },
    ],
    Monitoring: { Enabled: true },
    SecurityGroupIds: ["sg-1", "sg-2"],
    UserData: inputs.userData,
    TagSpecifications: [
      { ResourceType: "volume", Tags: [{ Key: "Name", Value: "trading & co" }] },
      { ResourceType: "instance", Tags: [{ Key: "Name", Value: "trading" }] },
    ],
  });
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:ec2:eu-central-1:000000000000:launch-template/${made.id}`,
    defaultVersion: 1,
    latestVersion: 1,
    tagsAll: inputs.tags,
  });
  expect(await find(launchTemplate, context, { tags: inputs.tags })).toEqual([
    { id: made.id, name: "trading-x", tags: inputs.tags },
  ]);
  expect(await launchTemplate.list(emulator.context("eu-central-2"))).toEqual([]);
  const { updateDefaultVersion: _, ...reported } = inputs;
  expect((await TestResource.adopt(launchTemplate, context, made.id)).inputs).toEqual(reported);
  await made.delete();
});

test("a change is a new version, which becomes the default, and the old one stays", async () => {
  const context = emulator.context(region);
  const made = await TestResource.create(launchTemplate, context, inputs);
  const { monitoring: _, ...unmonitored } = inputs;
  await made.update({
    ...unmonitored,
    instanceType: "t4g.medium",
    vpcSecurityGroupIds: ["sg-1"],
    tags: { Name: "trading" },
  });
  expect(made.state).toMatchObject({ defaultVersion: 2, latestVersion: 2, tags: { Name: "trading" } });
  const seen = (await versions(made.id)).map(({ VersionNumber, DefaultVersion, LaunchTemplateData: data }) => [
    VersionNumber,
    DefaultVersion,
    data?.InstanceType,
    data?.SecurityGroupIds,
    data?.Monitoring?.Enabled,
    data?.BlockDeviceMappings?.[0]?.Ebs?.KmsKeyId,
  ]);
  expect(seen).toEqual([
    [2, true, "t4g.medium", ["sg-1"], undefined, keyArn],
    [1, false, "t4g.small", ["sg-1", "sg-2"], true, keyArn],
  ]);

  await made.update({ ...made.inputs, tags: {}, updateDefaultVersion: false });
  expect(made.state).toMatchObject({ defaultVersion: 2, latestVersion: 2, tags: {} });
  await made.update({ ...made.inputs, instanceType: "t4g.large" });
  expect(made.state).toMatchObject({ defaultVersion: 2, latestVersion: 3 });
  await made.update({ ...made.inputs, updateDefaultVersion: true });
  expect(made.state).toMatchObject({ defaultVersion: 3, latestVersion: 3 });
  await made.delete();
});

test("a refresh sees what others changed, and the order of security groups means nothing", async () => {
  const made = await TestResource.create(launchTemplate, emulator.context(region), inputs);
  expect(made.diff({ ...inputs, vpcSecurityGroupIds: ["sg-2", "sg-1"] }).changes).toEqual(new Map());
  await ec2().send(
    new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId: made.id,
      SourceVersion: "1",
      LaunchTemplateData: { MetadataOptions: { HttpTokens: "optional" } },
    }),
  );
  await ec2().send(new CreateTagsCommand({ Resources: [made.id], Tags: [{ Key: "Owner", Value: "nobody" }] }));
  const wanted = made.inputs;
  await made.refresh();
  expect(made.state).toMatchObject({ latestVersion: 2, blockDeviceMappings: inputs.blockDeviceMappings });
  expect([...made.diff(wanted).changed].toSorted()).toEqual(["description", "metadataOptions", "tags"]);
  await made.update(wanted);
  expect(made.state).toMatchObject({ latestVersion: 3, tags: inputs.tags });
  expect(made.diff({ ...wanted, name: "other" }).changes).toEqual(new Map([["name", "update-replace"]]));
  await made.delete();
  await made.delete();
  expect(await made.refresh()).toBe(false);
  expect(await launchTemplate.list(emulator.context(region))).toEqual([]);
  await expect(versions(made.id)).rejects.toThrow("The specified launch template does not exist");
});

test("a property that the entry does not know is refused", () => {
  const problems = checkInputs(launchTemplate, {
    name: "x",
    keyName: "mine",
    metadataOptions: { httpToken: "required" },
  });
  expect(problems.map(({ property }) => property)).toEqual(["keyName", "metadataOptions.httpToken"]);
});
