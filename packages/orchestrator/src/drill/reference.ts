import { fenceItemKey } from "@tandem/config/control";
import type { DrillOptions } from "./run-drill.ts";
import type { DrillSettings } from "./settings.ts";

/**
 * Makes an environment one without Tandem's failover: Route 53's endpoint check and a pair of records are what is left, the
 * controller is gone, and the standby takes writes. The latch stays as it is, and no record that clients follow hangs on it.
 * There is no way back but a new rollout.
 * @throws Error where a controller has gone on: what is drilled then would not be the reference
 */
export async function putReferenceInPlace(
  { ground, topology, published }: Pick<DrillOptions, "ground" | "topology" | "published">,
  { checkIntervalSeconds, failureThreshold, ttlSeconds }: DrillSettings,
  tell: (what: string) => void,
): Promise<void> {
  const { names, regions, domain } = topology;
  const { controlTable } = names.global;
  tell("the controller is taken away for good, and the standby is opened");
  await ground.removeSchedule(names.controller.schedule, regions.standby);
  await ground.kill(names.controller.function, regions.standby);
  const own = await ground.item(controlTable, fenceItemKey(regions.primary), regions.primary);
  // In the primary's epoch. DNS goes on naming the primary: a region that DNS has never named does not fence itself.
  const open = { ...fenceItemKey(regions.standby), epoch: own?.["epoch"] ?? 1, fenced: false, confirmed: false };
  await ground.putItem(controlTable, open, regions.standby);
  tell(`Route 53 asks every ${checkIntervalSeconds} s, wants ${failureThreshold} failures, TTL ${ttlSeconds} s`);
  await ground.plainFailover({
    failoverName: domain.failoverName,
    primaryHost: new URL(published.primary.apiEndpoint).hostname,
    checkIntervalSeconds,
    failureThreshold,
    ttlSeconds,
  });
  const fence = await ground.item(controlTable, fenceItemKey(regions.standby), regions.standby);
  if (fence?.["fenced"] !== false) throw new Error("the standby was fenced again: a controller still runs");
}
