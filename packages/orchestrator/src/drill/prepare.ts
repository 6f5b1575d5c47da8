import { roles } from "@tandem/config";
import { requestOperation } from "../failover/request.ts";
import { readSituation } from "../failover/situation.ts";
import type { DrillOptions } from "./run-drill.ts";
import { waitFor } from "./wait-for.ts";

/** How long an environment may take to be as a drill needs it, in seconds. */
const READY_SECONDS = 180;

/** Heals everything, starts what schedules would start within a minute, and fails back where the standby is active. */
export async function prepare(
  { ground, access, topology, published, signal }: DrillOptions,
  tell: (what: string) => void,
): Promise<void> {
  const { names, regions } = topology;
  await ground.setFaults([]);
  tell("waiting until both regions are healthy and the controller runs");
  await ground.start(names.controller.function, regions.standby);
  for (const role of roles) await ground.start(names[role].heartbeat, regions[role]);
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
  if (settled.active === "standby") {
    tell("failing back to the primary first");
    await waitFor("the primary to be fenced", READY_SECONDS, signal, async () => {
      const { regions: read } = await look();
      return read.primary.health.known && read.primary.health.value === "fenced" ? true : undefined;
    });
    const quiet = () => undefined;
    const end = await requestOperation({ access, topology, kind: "failback", by: "drill", tell: quiet, signal });
    if (end.outcome !== "done") throw new Error(`failback: ${end.outcome}: ${end.reasons.join("; ")}`);
  }
  await waitFor("DNS to lead to the primary, and Route 53 to find it healthy", READY_SECONDS, signal, async () => {
    const { witness, role, regions: read } = await look();
    const isHealthy = read.primary.health.known && read.primary.health.value === "healthy";
    const isNamed = witness.known && witness.value === "up" && role.known && role.value === "primary";
    return isHealthy && isNamed ? true : undefined;
  });
}
