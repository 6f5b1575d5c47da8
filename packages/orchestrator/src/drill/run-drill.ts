import type { Role, Topology } from "@tandem/config";
import type { FailoverAccess } from "../failover/access.ts";
import type { PublishedRegion } from "../failover/published-regions.ts";
import type { DrillGround } from "../ports.ts";
import { availabilityOf } from "./availability.ts";
import { prepare } from "./prepare.ts";
import type { DrillReport, ScenarioReport } from "./report.ts";
import { runScenario } from "./run-scenario.ts";
import type { Scenario } from "./scenario.ts";

export interface DrillOptions {
  readonly ground: DrillGround;
  readonly access: FailoverAccess;
  readonly topology: Topology;
  readonly published: Readonly<Record<Role, PublishedRegion>>;
  readonly scenarios: readonly Scenario[];
  /** What a second look at every layer would change; no line where it would change nothing. */
  readonly lookAgain: () => Promise<readonly string[]>;
  /** The folder that keeps what clients were told. */
  readonly directory: string;
  /** Told what goes on. */
  readonly tell: (scenario: Scenario, what: string) => void;
  /** Ends a drill; the environment is left as it is then. */
  readonly signal: AbortSignal;
}

/**
 * Runs scenarios one after another, each from an environment whose primary is active, and takes it back there in between.
 * What is not as expected is a problem in the report; only what keeps a drill from being run at all is thrown. The faults
 * of the last one are healed at the end, whatever happens.
 */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const { ground, topology, scenarios } = options;
  const startedAt = new Date();
  const reports: ScenarioReport[] = [];
  try {
    for (const scenario of scenarios) {
      await prepare(options, (what) => options.tell(scenario, what));
      reports.push(await runScenario(options, scenario));
    }
  } finally {
    await ground.setFaults([]);
  }
  const { healthCheckIntervalSeconds: checkIntervalSeconds, failureThreshold, ttlSeconds } = topology.routing;
  const outages = reports.map(({ id, outage }) => ({ scenario: id, outageSeconds: outage.seconds }));
  return {
    schemaVersion: 1,
    environment: topology.environment,
    profile: topology.profile,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    ok: reports.every(({ ok }) => ok),
    measured: "on the emulator",
    modelled: [...ground.modelled],
    settings: { checkIntervalSeconds, failureThreshold, ttlSeconds, controller: true },
    scenarios: reports,
    availability: availabilityOf(outages),
  };
}
