import { setTimeout as wait } from "node:timers/promises";
import { TandemError } from "@tandem/config";
import { parseOutputs } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";

/** What a gate asks a layer with. */
export interface Probe {
  readonly environment: string;
  /** Calls a URL as clients do; inside a rehearsal, by its emulator. */
  readonly call: (url: string, init?: RequestInit) => Promise<Response>;
  readonly signal: AbortSignal;
  /** How long a region may take until it is ready. @default 60 */
  readonly deadlineSeconds?: number;
}

/** What a gate that is open tells. */
export interface OpenGate {
  /** As the contract parses them. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly detail: string;
}

/** How long one answer may take, and the pause before the next question, in milliseconds. */
const ANSWER_MS = 5000;
const PAUSE_MS = 250;

/**
 * What must hold before the layers that need this one may start: its outputs keep their contract, and a region answers
 * `/ready`, which asks its stores and holds in either role.
 * @throws ContractError; TandemError `gate-closed` once the deadline has passed
 */
export async function gateLayer(layer: Layer, raw: Readonly<Record<string, unknown>>, probe: Probe): Promise<OpenGate> {
  const outputs: Readonly<Record<string, unknown>> = parseOutputs(layer.contract, probe.environment, raw);
  const kept = "its outputs keep their contract";
  const endpoint = outputs["apiEndpoint"];
  if (typeof endpoint !== "string") return { outputs, detail: kept };
  const seconds = await untilReady(layer, `${endpoint}/ready`, probe);
  return { outputs, detail: `${kept}; ready after ${seconds.toFixed(1)} s` };
}

async function untilReady(
  layer: Layer,
  url: string,
  { environment, call, signal, deadlineSeconds = 60 }: Probe,
): Promise<number> {
  const started = performance.now();
  for (;;) {
    const problem = await ask(url, call, signal);
    const seconds = (performance.now() - started) / 1000;
    if (problem === undefined) return seconds;
    if (seconds > deadlineSeconds) {
      throw new TandemError("gate-closed", `${layer.id} is not ready after ${deadlineSeconds} s: ${url} ${problem}`, {
        kind: "deploy",
        hint: `tandem gate ${environment} ${layer.id}`,
      });
    }
    await pause(layer, signal);
  }
}

async function pause({ id }: Layer, signal: AbortSignal): Promise<void> {
  try {
    await wait(PAUSE_MS, undefined, { signal });
  } catch (error) {
    throw new TandemError("aborted", `the gate of ${id} was stopped`, { kind: "aborted", cause: error });
  }
}

/** What is wrong with the answer; undefined when the region is ready. */
async function ask(url: string, call: Probe["call"], signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await call(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
    if (response.status === 200) return undefined;
    return `answered ${response.status} ${(await response.text()).slice(0, 300)}`;
  } catch (error) {
    return `does not answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
