import { regionNames } from "@tandem/config";
import type { CallContext } from "../plugin/entry.ts";
import { contextIn } from "../plugin/clients.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import type { Balancers } from "../load-balancer/balancers.ts";
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
import { startRegionalNameServers } from "./regional-name-servers.ts";

/** Route 53's data plane: its name servers and its health checkers. */
export interface Resolver {
  /** `127.0.0.1:<port>`, over UDP and TCP */
  readonly address: string;
  /** The same over UDP for the functions of each region, `127.0.0.1:<port>`. */
  readonly regionalAddresses: Readonly<Record<string, string>>;
  readonly lists: HealthCheckLists;
  /**
   * Reads from this emulator from now on, past the gate; until then there are no zones and no checks.
   * @param emulator `http://127.0.0.1:<port>`
   */
  open(emulator: string): void;
  /** Takes over what the emulator holds now; called after each change of a zone, a record or a health check. */
  reload(): Promise<void>;
  /** What a check's checkers saw last; undefined for what is no check of an endpoint. */
  observations(healthCheckId: string): readonly Observation[] | undefined;
  /**
   * Where a client that looks up a host arrives: at the end of the CNAME records that the zones have for it, at the load
   * balancer of the address that is answered, or at itself.
   */
  readonly hostOf: (host: string) => string;
  close(): Promise<void>;
}

export interface ResolverOptions {
  /** Through it the checkers ask. */
  readonly gate: string;
  /** Whether nothing leaves a region now, questions to name servers included. @default nothing is cut off */
  readonly isCutOff?: (region: string) => boolean;
  /** The load balancers to which aliases lead. */
  readonly balancers: Pick<Balancers, "settled" | "view" | "nameAt">;
}

/**
 * Starts a name server for the zones of an emulator, and checkers for its health checks. It goes on with what it has
 * while the control plane is dark, as Route 53 does.
 */
export async function startResolver(options: ResolverOptions): Promise<Resolver> {
  const { gate, isCutOff = () => false, balancers } = options;
  let control: CallContext | undefined;
  const lists = new HealthCheckLists();
  let data: Route53Data = { zones: [], healthChecks: [] };
  const hostOf = (host: string): string => endOf(context, balancers, host);
  const checkers = new HealthCheckers(gateProbe(requireLoopback(gate), hostOf));
  const context: AnswerContext = {
    get data() {
      return data;
    },
    isHealthy: (id) => checkers.isHealthy(id),
    balancer: (name) => balancers.view(name),
    random: () => Math.random(),
  };
  const server = await startNameServer(context);
  const regional = await startRegionalNameServers(context, regionNames, isCutOff);
  let last = Promise.resolve();
  return {
    address: server.address,
    regionalAddresses: regional.addresses,
    lists,
    open(emulator) {
      control = contextOf(emulator);
    },
    reload() {
      // One after another, so that an older reading never replaces a newer one.
      const next = last
        .catch(() => undefined)
        .then(async () => {
          if (control === undefined) throw new Error("the resolver has no emulator to read from yet");
          // An alias finds the balancer that was made before it.
          await balancers.settled();
          data = await readRoute53(control, lists);
          checkers.watch(data.healthChecks);
        });
      last = next;
      return next;
    },
    observations: (id) => checkers.observations(id),
    hostOf,
    async close() {
      checkers.stop();
      await Promise.all([server.close(), regional.close()]);
    },
  };
}

function endOf(context: AnswerContext, balancers: Pick<Balancers, "nameAt">, host: string): string {
  const { answers } = answerQuestion(context, host, "A");
  const balancer = balancers.nameAt(answers.at(-1)?.address ?? "");
  return balancer ?? answers.findLast(({ domain }) => domain !== undefined)?.domain ?? host;
}

/** Route 53 has one endpoint, and is signed for in us-east-1. */
function contextOf(endpoint: string): CallContext {
  return contextIn("000000000000", { endpoint, region: "us-east-1", credentials: rehearsalCredentials });
}
