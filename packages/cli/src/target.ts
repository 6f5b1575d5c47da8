import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  PulumiEngine,
  backendUrlOf,
  checkerReports,
  keptRehearsals,
  openStateStore,
  regionsInUse,
  replaceProcessEnvironment,
  repositoryRoot,
  taggedRemains,
} from "@tandem/orchestrator";
import type { Leftovers, StateStore, Topology } from "@tandem/orchestrator";
import { openProvingGround, pulumiVersion } from "@tandem/rehearsal";

/** What a command works on: an environment on AWS, or a kept rehearsal. */
export interface Target {
  readonly environment: string;
  /** Set for every child process: of a rehearsal all of them, of an environment on AWS none beside this process's own. */
  readonly variables: Readonly<Record<string, string>>;
  readonly rehearsal: boolean;
  /** The folder that gets the engine's full output. */
  readonly logs: string;
  readonly engine: PulumiEngine;
  /** Calls a URL of the environment as its clients do; of a rehearsal, inside its emulator. */
  readonly call: (url: string, init?: RequestInit) => Promise<Response>;
  /** Texts of a TXT record at a rehearsal's own name server; undefined on AWS, where the machine's resolver is asked. */
  readonly texts: ((name: string) => Promise<readonly string[]>) | undefined;
  /** What Route 53's checkers say of an endpoint. */
  readonly checkerReports: typeof checkerReports;
  /** The environment's states and what Tandem keeps beside them. @throws TandemError for a backend of no known kind */
  readonly openStore: () => StateStore;
  /** Of what runs its programs, by name: a part of every layer's digest. */
  readonly versions: () => Promise<Readonly<Record<string, string>>>;
  /** What exists of it although every layer is gone: by its tags; of a rehearsal, all that its emulator holds. */
  readonly remains: (topology: Topology) => Promise<Leftovers>;
}

/** On the emulator for a kept rehearsal; otherwise with this process's own settings, as a plain `pulumi` would. */
export async function openTarget(environment: string): Promise<Target> {
  const logs = join(repositoryRoot, "reports", environment, "logs");
  const kept = (await keptRehearsals(repositoryRoot)).find((rehearsal) => rehearsal.environment === environment);
  const ground = kept === undefined ? undefined : await openProvingGround(kept);
  const variables = ground?.environment ?? {};
  if (ground !== undefined) replaceProcessEnvironment(variables);
  await mkdir(logs, { recursive: true });
  const engine = new PulumiEngine({ root: repositoryRoot, environment: variables, logs });
  const openStore = () => storeOf({ ...process.env, ...variables });
  return {
    environment,
    variables,
    rehearsal: ground !== undefined,
    logs,
    engine,
    call: ground?.call ?? fetch,
    texts: ground && (async (name) => (await ground.resolve(name, "TXT")).map(({ value }) => value)),
    checkerReports: ground?.checkerReports ?? checkerReports,
    openStore,
    versions: async () => ({
      pulumi: await pulumiVersion({ ...ownVariables(), ...variables }),
      awsPlugin: kept?.awsPlugin ?? "official",
    }),
    remains: (topology) => (ground === undefined ? taggedRemains(topology) : heldBy(ground, topology)),
  };
}

function storeOf(variables: Readonly<Record<string, string | undefined>>): StateStore {
  const set = Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const stateHome = variables["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state");
  return openStateStore({
    url: backendUrlOf(repositoryRoot, variables),
    environment: Object.fromEntries(set),
    stateHome: join(stateHome, "tandem"),
  });
}

async function heldBy(
  { inventory }: Awaited<ReturnType<typeof openProvingGround>>,
  { regions }: Topology,
): Promise<Leftovers> {
  const lines = await inventory(regionsInUse(regions));
  return {
    leftovers: lines.filter(({ pendingDeletion }) => pendingDeletion === undefined),
    pendingDeletion: lines.filter(({ pendingDeletion }) => pendingDeletion !== undefined),
  };
}

function ownVariables(): Record<string, string> {
  const set = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(set);
}
