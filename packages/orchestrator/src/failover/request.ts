import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { TandemError } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { stateItemKeys } from "@tandem/config/control";
import { failover } from "@tandem/config/failover";
import type { FailoverAccess } from "./access.ts";
import type { ControllerView } from "./controller-state.ts";
import { readControllerState } from "./situation.ts";

/** What a person may ask of the controller. */
export const requestKinds = ["failover", "failover-with-data-loss", "failback"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** How often the controller's state is looked at, in milliseconds. */
const LOOK_MS = 500;

/** How a request ended. */
export interface RequestEnd {
  readonly id: string;
  readonly outcome: "done" | "refused" | "rolled-back";
  /** What stood against it. */
  readonly reasons: readonly string[];
  /** Seconds from the request to its end. */
  readonly seconds: number;
}

export interface RequestOptions {
  readonly access: FailoverAccess;
  readonly topology: Topology;
  readonly kind: RequestKind;
  /** Who asks, for the record. */
  readonly by: string;
  /** Told each new decision of the controller's. */
  readonly tell: (decision: ControllerView["decisions"][number]) => void;
  /** Stops the watching; what was asked for goes on. */
  readonly signal: AbortSignal;
  /** @default how old a request may be for the controller to take it up */
  readonly deadlineSeconds?: number;
}

/**
 * Leaves a request for the controller and watches until it has ended. The controller does the work, and does it whether
 * or not anybody watches.
 * @throws TandemError when the controller does not take it up in time, or does not end it
 */
export async function requestOperation(options: RequestOptions): Promise<RequestEnd> {
  const { access, topology, kind, by, signal, deadlineSeconds = failover.requestMaxAgeMs / 1000 } = options;
  const id = `${kind}-${randomUUID()}`;
  const startedAt = Date.now();
  const before = new Set((await readControllerState(access, topology))?.decisions.map(keyOf));
  const told = new Set(before);
  const request = { ...stateItemKeys.request, id, kind, by, at: startedAt };
  await access.putItem(topology.names.controller.stateTable, request, topology.regions.standby);
  for (;;) {
    const state = await readControllerState(access, topology);
    // Told apart from older ones by themselves: the controller's clock is another than this one.
    const since = (state?.decisions ?? []).filter((decision) => !before.has(keyOf(decision)));
    for (const decision of since.filter((one) => !told.has(keyOf(one)))) {
      told.add(keyOf(decision));
      options.tell(decision);
    }
    const end = state && endOf(state, id, since);
    const seconds = (Date.now() - startedAt) / 1000;
    if (end !== undefined) return { id, ...end, seconds };
    if (seconds > deadlineSeconds) {
      const isTaken = state?.servedRequest === id;
      throw new TandemError(
        isTaken ? "request-unfinished" : "request-unserved",
        isTaken
          ? `the controller has worked on ${kind} for ${Math.round(seconds)} s, and is at ${state.operation?.step ?? "its end"}`
          : `the controller has not taken ${kind} up within ${Math.round(seconds)} s: it does not run, or cannot reach its table`,
        { kind: "deploy", hint: `tandem watch ${topology.environment}` },
      );
    }
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/** How the request ended, as far as it has. */
function endOf(
  state: ControllerView,
  id: string,
  since: ControllerView["decisions"],
): Pick<RequestEnd, "outcome" | "reasons"> | undefined {
  if (state.servedRequest !== id) return undefined;
  const refusal = since.find(({ what }) => what.endsWith(" is refused"));
  if (refusal !== undefined) return { outcome: "refused", reasons: refusal.reasons };
  if (state.operation !== undefined) return undefined;
  const rolledBack = since.find(({ what }) => what.endsWith(" is rolled back"));
  return rolledBack === undefined
    ? { outcome: "done", reasons: [] }
    : { outcome: "rolled-back", reasons: rolledBack.reasons };
}

function keyOf({ at, what }: ControllerView["decisions"][number]): string {
  return `${at} ${what}`;
}
