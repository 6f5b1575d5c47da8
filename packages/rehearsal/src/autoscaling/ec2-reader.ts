import type { EC2Client, LaunchTemplateVersion, Subnet } from "@aws-sdk/client-ec2";
import { unlessGone } from "../plugin/catalogue/calls.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import type { Ec2Reader } from "./machines.ts";

const templateGone = [
  "InvalidLaunchTemplateId.NotFoundException",
  "InvalidLaunchTemplateId.NotFound",
  "InvalidLaunchTemplateName.NotFoundException",
] as const;

/** Reads EC2 as the emulator holds it, past the gate. Its client is loaded at the first question: most environments have none. */
export class EmulatorEc2 implements Ec2Reader {
  readonly #emulator: string;
  readonly #clients = new Map<string, Promise<EC2Client>>();

  /** @param emulator `http://127.0.0.1:<port>` */
  constructor(emulator: string) {
    this.#emulator = emulator;
  }

  async template(region: string, reference: Parameters<Ec2Reader["template"]>[1]) {
    const found = await this.version(region, reference);
    const { LaunchTemplateId: id, LaunchTemplateName: name, VersionNumber: version } = found ?? {};
    return id === undefined || name === undefined ? undefined : { id, name, version: String(version) };
  }

  /** The whole version; undefined when there is none. */
  async version(
    region: string,
    { id, name, version }: Parameters<Ec2Reader["template"]>[1],
  ): Promise<LaunchTemplateVersion | undefined> {
    const { DescribeLaunchTemplateVersionsCommand } = await import("@aws-sdk/client-ec2");
    const which = id === undefined ? { LaunchTemplateName: name } : { LaunchTemplateId: id };
    const asked = new DescribeLaunchTemplateVersionsCommand({ ...which, Versions: [version] });
    const answer = await unlessGone((await this.#client(region)).send(asked), ...templateGone);
    return answer?.LaunchTemplateVersions?.[0];
  }

  async zones(region: string, subnetIds: readonly string[]): Promise<readonly (string | undefined)[]> {
    const { DescribeSubnetsCommand } = await import("@aws-sdk/client-ec2");
    const client = await this.#client(region);
    return Promise.all(
      subnetIds.map(async (id) => {
        const call = client.send(new DescribeSubnetsCommand({ SubnetIds: [id] }));
        const subnets: readonly Subnet[] = (await unlessGone(call, "InvalidSubnetID.NotFound"))?.Subnets ?? [];
        return subnets[0]?.AvailabilityZone;
      }),
    );
  }

  #client(region: string): Promise<EC2Client> {
    const made =
      this.#clients.get(region) ??
      import("@aws-sdk/client-ec2").then(
        ({ EC2Client: Client }) => new Client({ region, endpoint: this.#emulator, credentials: rehearsalCredentials }),
      );
    this.#clients.set(region, made);
    return made;
  }
}
