import type { AwsPlugin, DrillGround, ProvingGround, StateResource } from "@tandem/orchestrator/ports";
import { TandemError } from "@tandem/config";
import { execa } from "execa";
import { z } from "zod";
import { dataAccess } from "./data-access.ts";
import { drillAccess } from "./drill-access.ts";
import { probeIam } from "./iam-probe.ts";
import { inventoried } from "./inventory/inventoried.ts";
import { compareInventories, isThere, takeInventory } from "./inventory/inventory.ts";
import { findLanguageHost } from "./language-host/find.ts";
import type { LanguageHost } from "./language-host/find.ts";
import { awsPluginFolders, installedPluginFolder, officialPluginVersion } from "./plugin/aws-plugin.ts";
import type { OfficialPlugin } from "./plugin/aws-plugin.ts";
import { catalogue } from "./plugin/catalogue/index.ts";
import { callApi } from "./sandbox/api-client.ts";
import { checkerReports } from "./resolver/checker-reports.ts";
import { modelled } from "./resolver/modelled.ts";
import { rehearsalEnvironment } from "./sandbox/environment.ts";
import { askNameServer } from "./resolver/name-server-client.ts";
import { prepareDirectory } from "./sandbox/paths.ts";
import { openSandbox, startSandbox, stopSandbox } from "./sandbox/sandbox.ts";
import type { SandboxOptions } from "./sandbox/sandbox.ts";

export interface ProvingGroundOptions extends SandboxOptions {
  /** @default "stand-in" */
  readonly awsPlugin?: AwsPlugin;
}

/** What can be asked of a ground that another process started. */
type OpenGround = Pick<ProvingGround, "endpoint" | "environment" | "checkerReports" | "inventory"> & DrillGround;

/**
 * Starts an emulator behind a region gate, with everything that a rollout needs to run against it.
 * @throws TandemError when the official plugin is asked for and cannot be had; nothing was started then
 */
export async function startProvingGround(options: ProvingGroundOptions): Promise<ProvingGround & DrillGround> {
  const { awsPlugin = "stand-in" } = options;
  const plugins = await findPlugins(awsPlugin, options.signal);
  await prepareDirectory(options.directory);
  const sandbox = await startSandbox(options);
  const { endpoint } = sandbox;
  return {
    endpoint,
    emulator: { name: "MiniStack", version: await emulatorVersion(endpoint) },
    modelled,
    awsPlugin,
    languageHost: plugins.host.kind,
    environment: environmentOf(endpoint, options.directory, plugins),
    call: (url, init) => callApi(sandbox, url, init),
    resolve: (name, type) => askNameServer(sandbox.nameServer, name, type),
    checkerReports: (healthCheckId) => checkerReports(endpoint, healthCheckId),
    ...dataAccess(endpoint),
    ...drillAccess(sandbox, options.directory),
    inventory: (regions) => takeInventory({ endpoint, regions, types: inventoried }),
    compare: compareInventories,
    missing: async (resources, regions) => {
      const inventory = await takeInventory({ endpoint, regions, types: inventoried });
      const held = new Set(inventory.map(({ type, region, id }) => keyOf(type, region, id)));
      const holds = async (resource: StateResource): Promise<boolean> => {
        const entry = catalogue.get(resource.type);
        if (entry?.unlisted !== true) return held.has(stateKey(resource));
        return isThere(endpoint, entry, resource.region ?? "", resource.id);
      };
      const found = await Promise.all(resources.map(holds));
      return resources.filter((_, index) => found[index] === false);
    },
    probeIam: (region, accountId) => probeIam(endpoint, region, accountId),
    setFaults: (faults) => sandbox.setFaults(faults),
    keep: () => sandbox.keep(),
    stop: () => sandbox.stop(),
  };
}

/** The ground of a kept rehearsal, for another process. @throws TandemError when its emulator does not run */
export async function openProvingGround({
  directory,
  awsPlugin,
}: {
  readonly directory: string;
  readonly awsPlugin: AwsPlugin;
}): Promise<OpenGround> {
  const sandbox = await openSandbox(directory);
  if (sandbox === undefined) {
    throw new TandemError("rehearsal-stopped", "the emulator of this rehearsal does not run any more", {
      hint: "tandem rehearse --stop, then tandem rehearse payments-us --keep",
    });
  }
  const { endpoint } = sandbox;
  return {
    endpoint,
    emulator: { name: "MiniStack", version: await emulatorVersion(endpoint) },
    modelled,
    environment: environmentOf(endpoint, directory, await findPlugins(awsPlugin)),
    call: (url, init) => callApi(sandbox, url, init),
    resolve: (name, type) => askNameServer(sandbox.nameServer, name, type),
    ...dataAccess(endpoint),
    ...drillAccess(sandbox, directory),
    setFaults: (faults) => sandbox.setFaults(faults),
    checkerReports: (healthCheckId) => checkerReports(endpoint, healthCheckId),
    inventory: (regions) => takeInventory({ endpoint, regions, types: inventoried }),
  };
}

/** Whether the emulator of a rehearsal runs. */
export async function isProvingGroundUp(directory: string): Promise<boolean> {
  return (await openSandbox(directory)) !== undefined;
}

/** Which language host the engine would find here. */
export async function languageHostKind(): Promise<LanguageHost["kind"]> {
  return (await findLanguageHost(process.env["PATH"] ?? "")).kind;
}

/** An official plugin that goes with the programs, and whether this user has it. */
export async function officialPlugin(
  name: OfficialPlugin,
): Promise<{ readonly version: string; readonly installed: boolean }> {
  const version = await officialPluginVersion(name);
  return { version, installed: (await installedPluginFolder(name, version, process.env)) !== undefined };
}

/** Stops a kept emulator; false when none runs in the directory. */
export async function stopProvingGround(directory: string): Promise<boolean> {
  const { status } = await stopSandbox(directory);
  return status === "stopped";
}

/** The version that `pulumi` on PATH says it has, without its `v`. */
export async function pulumiVersion(environment: Readonly<Record<string, string>>): Promise<string> {
  const { stdout } = await execa("pulumi", ["version"], { env: environment, extendEnv: false });
  return stdout.trim().replace(/^v/, "");
}

interface Plugins {
  /** Of the aws plugin and of awsx. */
  readonly folders: readonly string[];
  readonly host: LanguageHost;
}

async function findPlugins(awsPlugin: AwsPlugin, signal?: AbortSignal): Promise<Plugins> {
  const environment = process.env;
  const folders = await awsPluginFolders(awsPlugin, { environment, ...(signal === undefined ? {} : { signal }) });
  return { folders, host: await findLanguageHost(environment["PATH"] ?? "") };
}

/** The environment in which the engine finds these plugins, and nothing to download. */
function environmentOf(endpoint: string, directory: string, { folders, host }: Plugins): Record<string, string> {
  const pluginFolders = host.kind === "stand-in" ? [...folders, host.folder] : folders;
  return rehearsalEnvironment({ endpoint, directory, pluginFolders, base: process.env });
}

async function emulatorVersion(endpoint: string): Promise<string> {
  const response = await fetch(`${endpoint}/_ministack/health`);
  return z.object({ version: z.string() }).parse(await response.json()).version;
}

function stateKey({ type, region, id }: StateResource): string {
  const global = catalogue.get(type)?.scope === "global";
  return keyOf(type, global ? "global" : (region ?? ""), id);
}

function keyOf(type: string, region: string, id: string): string {
  return [type, region, id].join(" ");
}
