import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, DeleteRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { rehearsalCredentials } from "./sandbox/environment.ts";

/** What happened when a role without any permission called AWS. */
export interface IamProbe {
  readonly denied: boolean;
  readonly detail: string;
}

const ROLE = "tandem-iam-probe";

/**
 * Proves that IAM is enforced: makes a role without policies, takes its credentials, and calls DynamoDB with them. The
 * role is removed again. `denied` is true only when exactly that call is refused for want of permission.
 */
export async function probeIam(endpoint: string, region: string, accountId: string): Promise<IamProbe> {
  const common = { endpoint, region, credentials: rehearsalCredentials };
  const iam = new IAMClient(common);
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::${accountId}:root` } };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: policy }));
  try {
    const { Credentials } = await new STSClient(common).send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "probe" }),
    );
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    await new DynamoDBClient({ ...common, credentials }).send(new ListTablesCommand({}));
    return { denied: false, detail: "a role without permissions could list tables" };
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    const denied = name === "AccessDeniedException";
    return {
      denied,
      detail: denied
        ? "a role without permissions was refused: AccessDeniedException"
        : `the probe failed: ${String(error)}`,
    };
  } finally {
    await iam.send(new DeleteRoleCommand({ RoleName: ROLE }));
  }
}
