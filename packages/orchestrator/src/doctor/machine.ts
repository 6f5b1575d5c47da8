import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { TandemError } from "@tandem/config";
import { changedContracts } from "@tandem/contracts";
import { parse } from "yaml";
import { z } from "zod";
import type { LayerStack, StackLock } from "../ports.ts";
import { exportState } from "../pulumi/state-file.ts";
import { stateResources } from "../resources/state-resources.ts";
import { backendUrlOf } from "../state/backend-url.ts";
import { openStateStore } from "../state/open.ts";
import { acceptsCaller, appliedQuota, callerIdentity } from "./aws.ts";
import type { Probes } from "./probes.ts";

const run = promisify(execFile);

/** No probe takes longer; an answer that takes longer is none. */
const LIMIT_MS = 10_000;

/** The probes that ask the real machine, Pulumi and AWS; what a rehearsal knows, and previews, come from the caller. */
export function machineProbes(
  root: string,
  given: Pick<Probes, "languageHost" | "plugin" | "rehearsals" | "rehearsal" | "planned">,
): Probes {
  const variables = process.env;
  return {
    root,
    variables,
    nodeVersion: process.versions.node,
    pulumiVersion: async () => (await pulumi(root, "version")).trim().replace(/^v/, ""),
    changedContracts,
    identity: () => callerIdentity(LIMIT_MS),
    acceptsCaller: (region) => acceptsCaller(region, LIMIT_MS),
    quota: (region, quota) => appliedQuota(region, quota, LIMIT_MS),
    backend: async () => {
      const folder = join(root, "stacks", "shared");
      const project = projectSchema.parse(parse(await readFile(join(folder, "Pulumi.yaml"), "utf8")));
      const url = variables["PULUMI_BACKEND_URL"] ?? project.backend.url;
      const stacks = z.array(z.unknown()).parse(JSON.parse(await pulumi(folder, "stack", "ls", "--json")));
      return { url, stacks: stacks.length };
    },
    readable: (file) =>
      access(file, constants.R_OK).then(
        () => true,
        () => false,
      ),
    resources: async (stack) => {
      const exported = await exportState({ root, environment: {} }, stack);
      return exported === undefined ? undefined : stateResources(exported);
    },
    stackLocks: (stack) => lookUpLocks(root, variables, stack),
    ...given,
  };
}

async function lookUpLocks(
  root: string,
  variables: Probes["variables"],
  stack: LayerStack,
): Promise<readonly StackLock[] | undefined> {
  const set = Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined);
  // No document is read, so that it does not matter where they would be.
  const store = openStateStore({
    url: backendUrlOf(root, variables),
    environment: Object.fromEntries(set),
    stateHome: tmpdir(),
  });
  return store.stackLocks(stack);
}

const projectSchema = z.object({ backend: z.object({ url: z.string() }) });

async function pulumi(folder: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run("pulumi", ["-C", folder, "--non-interactive", ...args], {
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    return stdout;
  } catch (error) {
    const { killed, stderr } = failedRun.parse(error);
    const reason = killed ? `no answer in ${LIMIT_MS / 1000} s` : stderr.trim();
    throw new TandemError("pulumi-failed", `pulumi ${args.join(" ")}: ${reason}`, { kind: "deploy", cause: error });
  }
}

const failedRun = z.object({ killed: z.boolean().default(false), stderr: z.string().default("pulumi did not start") });
