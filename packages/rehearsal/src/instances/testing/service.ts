import { fileURLToPath } from "node:url";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { AutoScalingClient, CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { renderEnvironment, userData } from "@tandem/config/user-data";
import { buildSync } from "esbuild";
import { contextIn } from "../../plugin/clients.ts";
import type { CallContext } from "../../plugin/entry.ts";
import { rehearsalCredentials } from "../../sandbox/environment.ts";

const bucket = "artifacts";
const keys = { program: "service.mjs", configuration: "service.env" } as const;
/** Where instances' logs go. */
export const logGroup = "/tandem/instances";

/** Uploads the service of `fixture/service.ts` to a region, and makes what its instances are launched from. */
export async function prepareService(endpoint: string, region: string) {
  const context = contextIn("000000000000", { endpoint, region, credentials: rehearsalCredentials });
  const s3 = context.client(S3Client);
  const location = { LocationConstraint: region as "eu-central-1" };
  await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: location }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  const put = async (key: string, body: string | Uint8Array) => {
    const { VersionId: version = "" } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    return { key, version };
  };
  const program = await put(keys.program, code());
  const environment = { GREETING: "hello", PORT: "8080", AWS_REGION: region };
  const configuration = await put(keys.configuration, renderEnvironment(environment));
  await context.client(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName: logGroup }));
  await allowService(context, "trading", ["s3:GetObjectVersion", "logs:CreateLogStream", "logs:PutLogEvents"]);
  const ec2 = context.client(EC2Client);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: "10.0.0.0/24", AvailabilityZone: `${region}a` }),
  );
  return { context, subnetId: Subnet?.SubnetId ?? "", program, configuration };
}

/** A launch template of the service under this name, whose instances have the role of this name. */
export async function makeTemplate(
  { context, program, configuration }: Awaited<ReturnType<typeof prepareService>>,
  name: string,
  role = name,
): Promise<string> {
  const text = userData({ bucket, region: context.region, program, configuration, logGroup });
  const { LaunchTemplate } = await context.client(EC2Client).send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: name,
      LaunchTemplateData: {
        IamInstanceProfile: { Name: role },
        UserData: Buffer.from(text).toString("base64"),
      },
    }),
  );
  return LaunchTemplate?.LaunchTemplateId ?? "";
}

/** A role for instances, in a profile of the same name. */
export async function allowService(context: CallContext, name: string, Action: readonly string[]): Promise<void> {
  const iam = context.client(IAMClient);
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
  const logs = `arn:aws:logs:${context.region}:000000000000:log-group:${logGroup}:*`;
  const allowed = {
    Effect: "Allow",
    Action,
    Resource: [...Object.values(keys).map((key) => `arn:aws:s3:::${bucket}/${key}`), logs],
  };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [allowed] });
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "program", PolicyDocument }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
}

/** A group of this many instances. */
export async function makeGroup(
  { context, subnetId }: { readonly context: CallContext; readonly subnetId: string },
  AutoScalingGroupName: string,
  LaunchTemplateId: string,
  DesiredCapacity: number,
): Promise<void> {
  await context.client(AutoScalingClient).send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName,
      MinSize: 0,
      MaxSize: 4,
      DesiredCapacity,
      LaunchTemplate: { LaunchTemplateId, Version: "$Latest" },
      VPCZoneIdentifier: subnetId,
    }),
  );
}

function code(): Uint8Array {
  const built = buildSync({
    entryPoints: [fileURLToPath(new URL("fixture/service.ts", import.meta.url))],
    outfile: "service.mjs",
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
  });
  return built.outputFiles[0]?.contents ?? new Uint8Array();
}
