import { z } from "zod";
import { agentConfig, agentConfigPath, parseAgentConfig } from "./cloudwatch-agent.ts";
import type { AgentSettings } from "./cloudwatch-agent.ts";
import { TandemError } from "./errors.ts";
import { installScript } from "./install-script.ts";
import { rotation, rotationPath, rotationTimer, rotationTimerPath } from "./service-log.ts";
import { serviceUnit } from "./service-unit.ts";
import { parseUnit } from "./systemd-unit.ts";

export { parseEnvironment, renderEnvironment } from "./environment-file.ts";
export { authoritiesPath } from "./service-unit.ts";

/** One version of an object: another one is another launch template. */
export interface ObjectVersion {
  readonly key: string;
  readonly version: string;
}

/** What an instance of the service is made of, beside its image. */
export interface UserDataArgs {
  /** Where the program and its variables are. */
  readonly bucket: string;
  /** The bucket's region, which is the instance's own. */
  readonly region: string;
  readonly program: ObjectVersion;
  /** The program's variables, as `renderEnvironment` writes them. */
  readonly configuration: ObjectVersion;
  /** Where its log is shipped to, in its own region. */
  readonly logGroup: string;
}

/** The same, read back, with how the program is run and its log is shipped. */
export interface UserData extends UserDataArgs {
  readonly service: {
    /** Seconds between its end and its next start; undefined where it is not started again. */
    readonly restartSeconds: number | undefined;
  };
  readonly agent: Pick<AgentSettings, "flushSeconds">;
}

/** EC2's limit, in bytes before they are encoded. Source: EC2, "Run commands when you launch an EC2 instance". */
export const userDataLimit = 16_384;

/** Where the unit and the script go. */
export const installPath = "/usr/local/sbin/tandem-install";
export const unitPath = "/etc/systemd/system/tandem.service";

const header = "#cloud-config\n";

/**
 * The user data of an instance: a cloud-config, written as JSON, which is YAML, so that programs can read it back exactly. It
 * writes the unit, what becomes of its log, and a script that fetches the program and its variables, and runs the script with
 * their places as arguments.
 *
 * The script runs at each boot and does what is left to do: an instance of a warm pool may be stopped before its first boot is
 * over, and cloud-init would not begin again by itself. Source: Auto Scaling, "Use lifecycle hooks with a warm pool".
 * @throws TandemError `user-data-too-long` above 16 KiB
 */
export function userData({ bucket, region, program, configuration, logGroup }: UserDataArgs): string {
  const config: CloudConfig = {
    write_files: [
      { path: unitPath, permissions: "0644", content: serviceUnit },
      { path: agentConfigPath, permissions: "0644", content: agentConfig(logGroup) },
      { path: rotationPath, permissions: "0644", content: rotation },
      { path: rotationTimerPath, permissions: "0644", content: rotationTimer },
      { path: installPath, permissions: "0755", content: installScript },
    ],
    runcmd: [[installPath, bucket, region, program.key, program.version, configuration.key, configuration.version]],
    cloud_final_modules: [["scripts-user", "always"]],
  };
  const text = `${header}${JSON.stringify(config, undefined, 1)}\n`;
  const size = Buffer.byteLength(text);
  if (size <= userDataLimit) return text;
  throw new TandemError(
    "user-data-too-long",
    `the user data has ${size} bytes; legal: at most ${userDataLimit}, EC2's limit`,
    { hint: "shorten what it writes", kind: "bug" },
  );
}

const file = <Path extends string>(path: Path, permissions: string) =>
  z.strictObject({ path: z.literal(path), permissions: z.literal(permissions), content: z.string() });

const cloudConfig = z.strictObject({
  write_files: z.tuple([
    file(unitPath, "0644"),
    file(agentConfigPath, "0644"),
    file(rotationPath, "0644"),
    file(rotationTimerPath, "0644"),
    file(installPath, "0755"),
  ]),
  runcmd: z.tuple([
    z.tuple([z.literal(installPath), z.string(), z.string(), z.string(), z.string(), z.string(), z.string()]),
  ]),
  cloud_final_modules: z.tuple([z.tuple([z.literal("scripts-user"), z.literal("always")])]),
});
type CloudConfig = z.infer<typeof cloudConfig>;

/** What {@link userData} was made of. @throws TandemError `user-data-foreign` for any other text */
export function parseUserData(text: string): UserData {
  const parsed = cloudConfig.safeParse(text.startsWith(header) ? parseJson(text.slice(header.length)) : undefined);
  if (!parsed.success) {
    throw new TandemError("user-data-foreign", `this is no user data of Tandem's: ${z.prettifyError(parsed.error)}`, {
      kind: "bug",
    });
  }
  const {
    write_files: [unit, agent],
    runcmd: [[, bucket, region, programKey, programVersion, configurationKey, configurationVersion]],
  } = parsed.data;
  const { Restart, RestartSec } = parseUnit(unit.content)["Service"] ?? {};
  const { logGroup, flushSeconds } = parseAgentConfig(agent.content);
  return {
    bucket,
    region,
    program: { key: programKey, version: programVersion },
    configuration: { key: configurationKey, version: configurationVersion },
    logGroup,
    // systemd waits 100 ms where the unit does not say.
    service: { restartSeconds: Restart === "always" ? Number(RestartSec ?? 0.1) : undefined },
    agent: { flushSeconds },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is left to the schema to refuse.
    return undefined;
  }
}
