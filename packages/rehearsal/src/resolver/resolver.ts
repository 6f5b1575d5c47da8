import type { CallContext } from "../plugin/entry.ts";
import { contextIn } from "../plugin/clients.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { requireLoopback } from "../sandbox/loopback.ts";
import { answerQuestion } from "./answer.ts";
import type { AnswerContext } from "./answer.ts";
import { HealthCheckers } from "./checkers.ts";
import { startNameServer } from "./dns-server.ts";
import type { Observation } from "./health.ts";
import { HealthCheckLists } from "./health-check-lists.ts";
import type { Route53Data } from "./model.ts";
import { gateProbe } from "./probe.ts";
import { readRoute53 } from "./read-route53.ts";

/** Route 53's data plane: its name servers and its health checkers. */
export interface Resolver {
  /** `127.0.0.1:<port>`, over UDP and TCP */
  readonly address: string;
  readonly lists: HealthCheckLists;
  /** Takes over what the emulator holds now; called after each change of a zone, a record or a health check. */
  reload(): Promise<void>;
  /** What a check's checkers saw last; undefined for what is no check of an endpoint. */
  observations(healthCheckId: string): readonly Observation[] | undefined;
  close(): Promise<void>;
}

/**
 * Starts a name server for the zones of an emulator, and checkers for its health checks. It goes on with what it has
 * while the control plane is dark, as Route 53 does.
 * @param places The emulator, from which it reads past the gate; and the gate, through which its checkers ask.
 */
export async function startResolver(places: { readonly emulator: string; readonly gate: string }): Promise<Resolver> {
  const control = contextOf(places.emulator);
  const lists = new HealthCheckLists();
  let data: Route53Data = { zones: [], healthChecks: [] };
  const checkers = new HealthCheckers(gateProbe(requireLoopback(places.gate), (host) => hostOf(context, host)));
  const context: AnswerContext = {
    get data() {
      return data;
    },
    isHealthy: (id) => checkers.isHealthy(id),
    random: () => Math.random(),
  };
  const server = await startNameServer(context);
  let last = Promise.resolve();
  return {
    address: server.address,
    lists,
    reload() {
      // One after another, so that an older reading never replaces a newer one.
      const next = last
        .catch(() => undefined)
        .then(async () => {
          data = await readRoute53(control, lists);
          checkers.watch(data.healthChecks);
        });
      last = next;
      return next;
    },
    observations: (id) => checkers.observations(id),
    async close() {
      checkers.stop();
      await server.close();
    },
  };
}

/** Where a checker that looks up a host arrives: at the end of the CNAME records that the zones have for it. */
function hostOf(context: AnswerContext, host: string): string {
  const { answers } = answerQuestion(context, host, "A");
  return answers.findLast(({ domain }) => domain !== undefined)?.domain ?? host;
}

/** Route 53 has one endpoint, and is signed for in us-east-1. */
function contextOf(endpoint: string): CallContext {
  return contextIn("000000000000", { endpoint, region: "us-east-1", credentials: rehearsalCredentials });
}
