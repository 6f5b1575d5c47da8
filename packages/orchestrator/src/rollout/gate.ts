import { TandemError } from "@tandem/config";
import { parseOutputs } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import type { CheckerReport } from "../ports.ts";
import { askedUrl, silentCheckers, until } from "./gate-questions.ts";

/** What a gate asks a layer with. */
export interface Probe {
  readonly environment: string;
  /** Calls a URL as clients do; inside a rehearsal, by its emulator. */
  readonly call: (url: string, init?: RequestInit) => Promise<Response>;
  /** What Route 53's checkers say of an endpoint. */
  readonly checkerReports: (healthCheckId: string) => Promise<readonly CheckerReport[]>;
  /**
   * The latch's health check for which this gate has opened before: its checkers are at work, and Route 53's control plane,
   * which tells so, may be in the region that is dark. @default none
   */
  readonly reportedCheckId?: unknown;
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

/**
 * What must hold before the layers that need this one may start: its outputs keep their contract; a region answers
 * `/ready`, which asks its stores and holds in either role; and the latch answers, with all of its checkers having asked
 * it. A new inverted check is unhealthy until they have: attached before, it would take the primary down.
 * @throws ContractError; TandemError `gate-closed` once the deadline has passed
 */
export async function gateLayer(layer: Layer, raw: Readonly<Record<string, unknown>>, probe: Probe): Promise<OpenGate> {
  const outputs: Readonly<Record<string, unknown>> = parseOutputs(layer.contract, probe.environment, raw);
  const { apiEndpoint, latchUrl, latchHealthCheckId } = outputs;
  const { call, signal, checkerReports, reportedCheckId } = probe;
  const questions: Promise<string>[] = [];
  const ask = async (done: string, problem: () => Promise<string | undefined>): Promise<string> =>
    `${done} after ${(await untilAnswered(layer, problem, probe)).toFixed(1)} s`;
  if (typeof apiEndpoint === "string") {
    questions.push(ask("ready", () => askedUrl(`${apiEndpoint}/ready`, call, signal)));
  }
  if (typeof latchUrl === "string") {
    questions.push(ask("the latch answers", () => askedUrl(latchUrl, call, signal)));
  }
  if (typeof latchHealthCheckId === "string" && latchHealthCheckId !== reportedCheckId) {
    const silent = () => silentCheckers(latchHealthCheckId, checkerReports);
    questions.push(ask("its checkers report", silent));
  }
  return { outputs, detail: ["its outputs keep their contract", ...(await Promise.all(questions))].join("; ") };
}

async function untilAnswered(
  { id }: Layer,
  problem: () => Promise<string | undefined>,
  { environment, signal, deadlineSeconds = 60 }: Probe,
): Promise<number> {
  const { seconds, problem: left } = await until(problem, deadlineSeconds, signal).catch((error: unknown) => {
    throw new TandemError("aborted", `the gate of ${id} was stopped`, { kind: "aborted", cause: error });
  });
  if (left === undefined) return seconds;
  throw new TandemError("gate-closed", `${id} is not ready after ${deadlineSeconds} s: ${left}`, {
    kind: "deploy",
    hint: `tandem gate ${environment} ${id}`,
  });
}
