import { TandemError, profileOf } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import type { FailoverAccess } from "../failover/access.ts";
import type { PublishedRegion } from "../failover/published-regions.ts";
import type { DrillGround } from "../ports.ts";
import { availabilityOf } from "./availability.ts";
import { comparisonOf } from "./comparison.ts";
import { prepare } from "./prepare.ts";
import type { DrillReport, ScenarioReport } from "./report.ts";
import { runScenario } from "./run-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { scenariosOf } from "./scenarios.ts";
import { settingsOf } from "./settings.ts";

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
  /** Takes the report as far as it goes, after each scenario: what was measured is not lost with what comes after it. */
  readonly keep: (report: DrillReport) => Promise<void>;
  /** Told what goes on. */
  readonly tell: (scenario: Scenario, what: string) => void;
  /** Ends a drill; the environment is left as it is then. */
  readonly signal: AbortSignal;
}

/**
 * Runs scenarios one after another, each from an environment in which the region that it wants is active; those with
 * settings of their own last. What is not as expected is a problem in the report; only what keeps a drill from being run at all is thrown. The faults
 * of the last one are healed at the end, whatever happens.
 * @throws TandemError `aborted` when it is stopped; what was kept of the scenarios before stays
 */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const { ground } = options;
  const scenarios = options.scenarios.toSorted((one, other) => Number("settings" in one) - Number("settings" in other));
  const startedAt = new Date();
  const reports: ScenarioReport[] = [];
  try {
    for (const scenario of scenarios) {
      await prepare(options, scenario.startsAt ?? "primary", (what) => options.tell(scenario, what));
      reports.push(await runScenario(options, scenario));
      await options.keep(reportOf(options, startedAt, reports));
    }
  } catch (error) {
    if (!options.signal.aborted) throw error;
    const done =
      reports.length === 0
        ? "before the first scenario was over"
        : `after ${reports.length} of ${scenarios.length} scenarios`;
    throw new TandemError("aborted", `the drill was stopped ${done}`, { kind: "aborted", cause: error });
  } finally {
    await ground.setFaults([]);
  }
  return reportOf(options, startedAt, reports);
}

function reportOf(
  { ground, topology }: DrillOptions,
  startedAt: Date,
  reports: readonly ScenarioReport[],
): DrillReport {
  const comparison = comparisonOf(reports, topology.database === undefined ? "writes" : "reads");
  const outages = reports.map(({ id, outage }) => ({ scenario: id, outageSeconds: outage.seconds }));
  return {
    schemaVersion: 1,
    environment: topology.environment,
    profile: topology.profile,
    limits: [...profileOf(topology).limits],
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    ok: reports.every(({ ok }) => ok) && comparison?.ok !== false,
    measured: "on the emulator",
    modelled: [...ground.modelled],
    settings: settingsOf(topology),
    scenarios: [...reports],
    ...(comparison === undefined ? {} : { comparison }),
    availability: availabilityOf(
      outages,
      scenariosOf(topology).map(({ id }) => id),
    ),
  };
}
