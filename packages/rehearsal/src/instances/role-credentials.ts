import { GetInstanceProfileCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { rehearsalCredentials } from "../sandbox/environment.ts";

/** Credentials of an instance's role, as the instance metadata service hands them out. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** How an instance profile is named in a launch template. */
export interface ProfileReference {
  readonly arn?: string | undefined;
  readonly name?: string | undefined;
}

/** New ones are taken this long before the old ones end, as EC2 does. */
const margin = 5 * 60_000;

/** What stands behind instance profiles, read from the emulator past the gate, as EC2 itself does. */
export class InstanceRoles {
  readonly #iam: IAMClient;
  readonly #sts: STSClient;

  /** @param emulator `http://127.0.0.1:<port>` */
  constructor(emulator: string) {
    const config = { endpoint: emulator, region: "us-east-1", credentials: rehearsalCredentials };
    this.#iam = new IAMClient(config);
    this.#sts = new STSClient(config);
  }

  /** The role in a profile. @throws when the profile is not there or holds none */
  async roleArn({ arn, name = arn?.slice(arn.lastIndexOf("/") + 1) }: ProfileReference): Promise<string> {
    const { InstanceProfile } = await this.#iam.send(new GetInstanceProfileCommand({ InstanceProfileName: name }));
    const role = InstanceProfile?.Roles?.[0]?.Arn;
    if (role === undefined) throw new Error(`instance profile ${name} holds no role`);
    return role;
  }

  /** Credentials of a role for one instance. */
  async assume(roleArn: string, instanceId: string): Promise<RoleCredentials> {
    const asked = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: instanceId });
    const { Credentials: found } = await this.#sts.send(asked);
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = found ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new Error(`the emulator gave no credentials of ${roleArn}`);
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  }
}

/** The credentials of one instance, new ones before the old ones end. */
export class InstanceCredentials {
  /** Every access key that the instance has had. */
  readonly accessKeys: string[] = [];
  readonly roleArn: string;
  readonly #assume: () => Promise<RoleCredentials>;
  #current: Promise<RoleCredentials> | undefined;

  constructor(roleArn: string, assume: () => Promise<RoleCredentials>) {
    this.roleArn = roleArn;
    this.#assume = assume;
  }

  async current(now = Date.now()): Promise<RoleCredentials> {
    const held = await this.#current;
    if (held !== undefined && held.expiration.getTime() - now > margin) return held;
    const taken = this.#assume();
    this.#current = taken;
    // One that could not be taken is asked for again next time.
    taken.then(
      ({ accessKeyId }) => this.accessKeys.push(accessKeyId),
      () => (this.#current = undefined),
    );
    return taken;
  }
}
