import { roles } from "@tandem/config";
import type { Role } from "@tandem/config";
import { requestOperation } from "../failover/request.ts";
import { readSituation } from "../failover/situation.ts";
import { onceCaughtUp } from "./once-caught-up.ts";
import type { DrillOptions } from "./run-drill.ts";
import { waitFor } from "./wait-for.ts";

/** How long an environment may take to be as a drill needs it, in seconds. */
const READY_SECONDS = 180;

/**
 * Heals everything, starts what schedules would start within a minute, and fails over or back where another region is
 * active than the one that is wanted.
 */
export async function prepare(
  { ground, access, topology, published, signal }: DrillOptions,
  wanted: Role,
  tell: (what: string) => void,
): Promise<void> {
  const { names, regions } = topology;
  await ground.setFaults([]);
  tell("waiting until both regions are healthy and the controller runs");
  await ground.start(names.controller.function, regions.standby);
  for (const role of roles) {
    await ground.start(names[role].heartbeat, regions[role]);
    const { lagReader } = names[role];
    if (lagReader !== undefined) await ground.start(lagReader, regions[role]);
  }
  const endpoints = { primary: published.primary.apiEndpoint, standby: published.standby.apiEndpoint };
  const look = () => readSituation(access, topology, endpoints);
  const settled = await waitFor(
    "both regions to be well and the controller to run",
    READY_SECONDS,
    signal,
    async () => {
      const { controller, regions: read } = await look();
      const isFresh = roles.every((role) => read[role].heartbeatAge.known && read[role].heartbeatAge.value < 15);
      const isReady = roles.every((role) => read[role].ready.known && read[role].ready.value);
      return controller.known && controller.value.operation === undefined && isFresh && isReady
        ? controller.value
        : undefined;
    },
  );
  if (settled.active !== wanted) {
    const kind = wanted === "primary" ? "failback" : "failover";
    tell(`${kind} first, so that the ${wanted} is active`);
    if (kind === "failback") {
      await waitFor("the primary to be fenced", READY_SECONDS, signal, async () => {
        const { regions: read } = await look();
        return read.primary.health.known && read.primary.health.value === "fenced" ? true : undefined;
      });
    }
    const options = { access, topology, kind, by: "drill", tell: () => undefined, signal } as const;
    const end = await onceCaughtUp(() => requestOperation(options), READY_SECONDS, signal);
    if (end.outcome !== "done") throw new Error(`${kind}: ${end.outcome}: ${end.reasons.join("; ")}`);
  }
  await waitFor(`DNS to lead to the ${wanted}, and Route 53 to agree`, READY_SECONDS, signal, async () => {
    const { controller, witness, role, regions: read } = await look();
    const { health } = read[wanted];
    // For a minute after a failback the verdict is no witness: a loss would be left later, and a drill would measure that minute.
    const isWitness = controller.known && controller.value.verdictIsOurs !== true;
    // With a lag that nobody knows, what is planned is refused.
    const isMeasured = controller.known && !controller.value.alarms.includes("lag-unknown");
    const isHealthy = health.known && health.value === "healthy";
    // A primary that is left is fenced, and so its check fails.
    const verdict = wanted === "primary" ? "up" : "down";
    const isNamed = witness.known && witness.value === verdict && role.known && role.value === wanted;
    return isWitness && isMeasured && isHealthy && isNamed ? true : undefined;
  });
}
