import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Role, Topology } from "@tandem/config";
import type { ControllerView } from "../failover/controller-state.ts";
import { readControllerState } from "../failover/situation.ts";
import { keptOf, tailsSince } from "./database-tails.ts";
import type { KeptTail } from "./database-tails.ts";
import type { DatabaseTail } from "./databases.ts";
import { acknowledgedIn, differences, expectedOf, rpoOf, writesPerSecondBefore } from "./judge.ts";
import type { LoadAttempt, LoadRun } from "./load.ts";
import { hear, heardSince } from "./messages.ts";
import { putReferenceInPlace } from "./reference.ts";
import type { ScenarioReport } from "./report.ts";
import type { DrillOptions } from "./run-drill.ts";
import type { Scenario } from "./scenario.ts";
import { settingsOf } from "./settings.ts";
import { createStage } from "./stage.ts";
import { decisionsSince, milestonesOf, operationsIn, secondsIn, secondsOf, targetOf } from "./timeline.ts";
import type { TimelineEntry } from "./timeline.ts";
import { waitFor } from "./wait-for.ts";

/** How long clients must have had good answers before anything is done to them, and are watched after it, in milliseconds. */
const CALM_MS = 3000;

/** Half of them of a transaction, half of the API's own word. */
const READS_PER_SECOND = 4;

/** Runs one scenario while clients write, reads back what they wrote, and holds it against what is expected. */
export async function runScenario(options: DrillOptions, scenario: Scenario): Promise<ScenarioReport> {
  const { ground, access, topology, published, signal } = options;
  const startedAt = Date.now();
  const timeline: TimelineEntry[] = [];
  const note = (entry: TimelineEntry) => {
    timeline.push(entry);
    options.tell(scenario, entry.what);
  };
  const topics = { primary: published.primary.alertTopicArn, standby: published.standby.alertTopicArn };
  if (scenario.settings !== undefined) {
    await putReferenceInPlace(options, scenario.settings, (what) => options.tell(scenario, what));
  }
  const before = await hear(ground, topics);
  const load = await ground.load({
    failoverName: topology.domain.failoverName,
    basePath: basePathOf(topology),
    scheme: schemeOf(topology, published.primary.apiEndpoint),
    idPrefix: `${scenario.id}-${startedAt.toString(36)}`,
    directory: join(options.directory, `${scenario.id}-${startedAt}`),
    readsPerSecond: READS_PER_SECOND,
    ...scenario.load,
  });
  const { attempts, problem } = await play(load, signal, async () => {
    await scenario.run(createStage({ ground, access, topology, published, load, note, signal }));
  });
  await ground.setFaults([]);
  const look = () => readControllerState(access, topology).catch(() => undefined);
  const state = await waitFor("the controller's state", 30, signal, look);
  const decisions = decisionsSince(state, startedAt);
  const active = scenario.settings?.controller === false ? servingAtTheEnd(topology, attempts) : state.active;
  const tails = topology.database === undefined ? [] : await tailsSince(ground, startedAt, signal);
  // Where nobody decides, nobody keeps anything.
  const kept = await keep(scenario.settings?.controller === false ? [] : tails, (tail) =>
    keptOf(tail, topology, look, signal),
  );
  const done = { attempts, reads: load.reads() };
  const { outage, readOutages, stores, twoWriters } = await ground.audit(done, published[active].apiEndpoint);
  const heard = heardSince(before, await hear(ground, topics));
  const fault = timeline[0]?.at ?? startedAt;
  const expected = expectedOf(scenario, topology);
  const rpoSeconds = rpoOf(fault, new Set(stores.flatMap(({ lost }) => lost)), attempts);
  const writesPerSecond = writesPerSecondBefore(fault, CALM_MS, attempts);
  const observed = { operations: [...operationsIn(decisions)], active, alarms: [...heard.raised] };
  const readOutageSeconds = { read: secondsIn(readOutages.read), health: secondsIn(readOutages.health) };
  const seen = {
    observed,
    outageSeconds: secondsIn(outage),
    readOutageSeconds,
    messages: heard.counts,
    stores,
    decisions,
    rpoSeconds,
    writesPerSecond,
    tail: acknowledgedIn(new Set(tails.flatMap(({ lostIds }) => lostIds)), attempts),
  };
  const problems = [
    ...(problem === undefined ? [] : [problem]),
    ...differences(expected, seen),
    ...kept.problems,
    // The reference settings are put in place past every program.
    ...(observed.operations.length > 0 && scenario.settings === undefined ? await options.lookAgain() : []),
  ];
  return {
    id: scenario.id,
    title: scenario.title,
    ok: problems.length === 0,
    problems,
    startedAt: iso(startedAt),
    seconds: (Date.now() - startedAt) / 1000,
    settings: scenario.settings ?? settingsOf(topology),
    expected: {
      operations: [...expected.operations],
      tolerated: [...(expected.tolerated ?? [])],
      active: expected.active,
      alarms: [...(expected.alarms ?? [])],
    },
    observed,
    milestones: {
      ...milestonesOf(fault, topology.regions[targetOf(decisions) ?? expected.active], decisions, attempts),
    },
    outage: {
      seconds: secondsIn(outage),
      budgetSeconds: expected.outageSeconds,
      from: iso(outage.from),
      to: iso(outage.to),
    },
    readOutages: { seconds: readOutageSeconds, budgetSeconds: expected.readOutageSeconds },
    twoWritersSeconds: twoWriters === undefined ? 0 : secondsIn(twoWriters),
    stores: stores.map(({ lost, duplicated, resurrected, ...store }) => {
      return { ...store, lost: [...lost], duplicated: [...duplicated], resurrected: [...resurrected] };
    }),
    rpoSeconds,
    writesPerSecond: Math.round(writesPerSecond * 10) / 10,
    ...(topology.database === undefined
      ? {}
      : { tails: tails.map((tail) => ({ ...tail, lostIds: [...tail.lostIds] })), keptTails: [...kept.tails] }),
    messages: heard.counts,
    timeline: [...timeline, ...decisions.map(entryOf)]
      .toSorted((left, right) => left.at - right.at)
      .map(({ at, source, what }) => ({ at: iso(at), source, what })),
    load: [...secondsOf(attempts, startedAt)],
  };
}

/** What was kept of each tail, and of which nothing was. */
async function keep(
  tails: readonly DatabaseTail[],
  kept: (tail: DatabaseTail) => Promise<KeptTail>,
): Promise<{ readonly tails: readonly KeptTail[]; readonly problems: readonly string[] }> {
  const all = await Promise.all(
    tails.map((tail) => kept(tail).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))),
  );
  return {
    tails: all.filter((one) => typeof one !== "string"),
    problems: all.filter((one) => typeof one === "string"),
  };
}

/** Waits until clients are well served, lets happen what is to happen, and watches them a little longer. */
async function play(
  load: LoadRun,
  signal: AbortSignal,
  run: () => Promise<void>,
): Promise<{ readonly attempts: readonly LoadAttempt[]; readonly problem: string | undefined }> {
  const isCalm = () => {
    const all = load.attempts();
    const recent = all.filter(({ at }) => at >= Date.now() - CALM_MS);
    const isLong = all.some(({ at }) => at < Date.now() - CALM_MS);
    return isLong && recent.length > 0 && recent.every(({ outcome }) => outcome === "acknowledged");
  };
  let problem: string | undefined;
  try {
    await waitFor("clients to get good answers", 60, signal, async () => (isCalm() ? true : undefined));
    await run();
    await sleep(CALM_MS, undefined, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    problem = error instanceof Error ? error.message : String(error);
  } finally {
    await load.stop();
  }
  return { attempts: load.attempts(), problem };
}

/** Where nobody decides which region is active: the one that took the last write. */
function servingAtTheEnd({ regions }: Topology, attempts: readonly LoadAttempt[]): Role {
  const last = attempts.findLast(({ outcome }) => outcome === "acknowledged");
  return last?.region === regions.standby ? "standby" : "primary";
}

function entryOf({ at, what, reasons }: ControllerView["decisions"][number]): TimelineEntry {
  return { at, source: "controller", what: reasons.length === 0 ? what : `${what} (${reasons.join("; ")})` };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** Where the ledger is below the failover name: a REST API that has no domain of its own keeps its stage in the path. */
function basePathOf({ domain, compute }: Topology): string {
  return compute.kind === "lambda-rest-api" && !domain.delegated ? `/${compute.stageName}` : "";
}

/** What clients speak under the failover name: a load balancer without a certificate has HTTP alone. */
function schemeOf({ domain }: Topology, apiEndpoint: string): "http" | "https" {
  return !domain.delegated && apiEndpoint.startsWith("http:") ? "http" : "https";
}
