import { TandemError, topologyOf } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { stackGraph, stacks } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { loadEnvironment } from "../environment-settings.ts";
import { readLedger } from "../ledger/ledger.ts";
import type { StateStore } from "../ports.ts";

/**
 * What an environment was when it was last rolled out: the ledger remembers it where `shared` is gone or its file has
 * been changed since; without a ledger, what the files say.
 * @throws TandemError when neither tells; ConfigError
 */
export async function lastKnown(
  root: string,
  environment: string,
  store: Pick<StateStore, "read" | "url">,
): Promise<{ readonly topology: Topology; readonly layers: readonly Layer[] }> {
  const known = (await readLedger(store, environment))?.ledger.topology;
  const topology = known ?? (await fromFiles(root, environment));
  return { topology, layers: stackGraph(stacks, topology) };
}

async function fromFiles(root: string, environment: string): Promise<Topology> {
  try {
    return topologyOf((await loadEnvironment(root, environment)).config);
  } catch (error) {
    if (!(error instanceof TandemError) || error.code !== "environment-unknown") throw error;
    throw new TandemError(error.code, `${error.message}, and no run ledger remembers it`, {
      hint: `bring its file back from version control, or: ${error.hint ?? ""}`,
      cause: error,
    });
  }
}
