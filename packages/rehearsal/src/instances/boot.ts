import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { parseEnvironment, parseUserData } from "@tandem/config/user-data";
import type { ObjectVersion, UserData } from "@tandem/config/user-data";
import type { EmulatorEc2 } from "../autoscaling/ec2-reader.ts";
import type { Instance } from "../autoscaling/group.ts";
import { userAgentAppId } from "../sandbox/function-source.ts";
import { InstanceCredentials } from "./role-credentials.ts";
import type { InstanceRoles } from "./role-credentials.ts";

/** What an instance is, by the launch template that it was launched from. */
export interface MachineDescription {
  readonly userData: UserData;
  readonly credentials: InstanceCredentials;
}

/**
 * What the launch template says, as the instance itself would find it out.
 * @throws TandemError `user-data-foreign` for user data that is not Tandem's
 */
export async function describeMachine(
  instance: Instance,
  ec2: Pick<EmulatorEc2, "version">,
  roles: InstanceRoles,
): Promise<MachineDescription> {
  const { id, name, version } = instance.template;
  const data = (await ec2.version(instance.region, { id, version }))?.LaunchTemplateData;
  const profile = data?.IamInstanceProfile;
  if (profile === undefined) throw new Error(`launch template ${name} names no instance profile`);
  const userData = parseUserData(Buffer.from(data?.UserData ?? "", "base64").toString());
  const roleArn = await roles.roleArn({ arn: profile.Arn, name: profile.Name });
  return { userData, credentials: new InstanceCredentials(roleArn, () => roles.assume(roleArn, instance.id)) };
}

/** What an instance runs. */
export interface FetchedService {
  /** The program's file. */
  readonly program: string;
  /** The program's variables. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Fetches the program and its variables as the install script does: one version of an object each, through the gate and with
 * the instance's own credentials, so that IAM and faults hold for it.
 */
export async function fetchService(
  { userData: { bucket, program, configuration, region }, credentials }: MachineDescription,
  place: { readonly gate: string; readonly region: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<FetchedService> {
  const s3 = new S3Client({
    region,
    endpoint: place.gate,
    forcePathStyle: true,
    credentials: await credentials.current(),
    userAgentAppId: userAgentAppId(place.region),
    maxAttempts: 1,
  });
  const fetchObject = async ({ key, version }: ObjectVersion) => {
    const asked = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version });
    const { Body } = await s3.send(asked, { abortSignal: place.signal });
    if (Body === undefined) throw new Error(`s3://${bucket}/${key} has no content`);
    return Body;
  };
  try {
    const file = join(place.folder, "service.mjs");
    await writeFile(file, await (await fetchObject(program)).transformToByteArray());
    const variables = await (await fetchObject(configuration)).transformToString();
    return { program: file, environment: parseEnvironment(variables) };
  } finally {
    s3.destroy();
  }
}
