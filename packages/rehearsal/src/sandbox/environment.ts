import { devNull } from "node:os";
import { delimiter, join } from "node:path";
import { rehearsalPaths } from "./paths.ts";

/**
 * What children keep of the caller's environment. Everything else stays out: credentials and tokens of any vendor,
 * proxies (a rehearsal has no one to reach through them), Pulumi's settings, and NODE_OPTIONS,
 * which would load foreign code or open a debugger in every plugin.
 */
const kept = new Set(
  (
    "PATH HOME USER LOGNAME SHELL TMPDIR TZ LANG TERM COLORTERM NO_COLOR FORCE_COLOR CI " +
    "XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME"
  ).split(" "),
);

/** The credentials of every call in a rehearsal: the emulator's administrator, and nobody at AWS. */
export const rehearsalCredentials = { accessKeyId: "test", secretAccessKey: "test" } as const;

export interface EnvironmentOptions {
  /** Where AWS is: the region gate's address. */
  readonly endpoint: string;
  /** The rehearsal's directory, made by `prepareDirectory`. */
  readonly directory: string;
  /** Folders with stand-in plugins; the engine looks there first. */
  readonly pluginFolders: readonly string[];
  /** The caller's environment, usually `process.env`. */
  readonly base: Readonly<Record<string, string | undefined>>;
}

/** The whole environment of every process that a rehearsal starts: the engine, its plugins, programs and shells. */
export function rehearsalEnvironment(options: EnvironmentOptions): Record<string, string> {
  const { endpoint, directory, pluginFolders, base } = options;
  const paths = rehearsalPaths(directory);
  const inherited = Object.entries(base).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && (kept.has(entry[0]) || entry[0].startsWith("LC_")),
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: [...pluginFolders, ...(base["PATH"] ?? "").split(delimiter)]
      .filter((folder) => folder !== "")
      .join(delimiter),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: rehearsalCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rehearsalCredentials.secretAccessKey,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    // As in the stacks' Pulumi.yaml: without the files that a kill may tear.
    PULUMI_BACKEND_URL: `file://${paths.state}?metadata=skip`,
    PULUMI_HOME: paths.pulumiHome,
    PULUMI_CONFIG_PASSPHRASE_FILE: paths.passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    ...compileCache(base),
  };
}

/** Compiled code of the AWS SDK and of Pulumi, kept from one process to the next. */
function compileCache(base: EnvironmentOptions["base"]): Record<string, string> {
  const cache = base["XDG_CACHE_HOME"] ?? (base["HOME"] === undefined ? undefined : join(base["HOME"], ".cache"));
  return cache === undefined ? {} : { NODE_COMPILE_CACHE: join(cache, "tandem", "node-compile-cache") };
}
