import { setTimeout as sleep } from "node:timers/promises";
import type { Role, Topology } from "@tandem/config";
import type { FailoverAccess } from "../failover/access.ts";
import type { PublishedRegion } from "../failover/published-regions.ts";
import { requestOperation } from "../failover/request.ts";
import { readControllerState, readSituation } from "../failover/situation.ts";
import type { DrillGround } from "../ports.ts";
import type { Fault } from "./fault.ts";
import type { LoadAttempt, LoadRun } from "./load.ts";
import { onceCaughtUp } from "./once-caught-up.ts";
import { PATIENCE_SECONDS } from "./scenario-parts.ts";
import type { Stage } from "./scenario.ts";
import { decisionsSince, operationsIn } from "./timeline.ts";
import type { TimelineEntry } from "./timeline.ts";
import { waitFor } from "./wait-for.ts";

export interface StageOptions {
  readonly ground: DrillGround;
  readonly access: FailoverAccess;
  readonly topology: Topology;
  readonly published: Readonly<Record<Role, PublishedRegion>>;
  readonly load: Pick<LoadRun, "attempts" | "reads">;
  readonly note: (entry: TimelineEntry) => void;
  readonly signal: AbortSignal;
}

/** The stage of one scenario. */
export function createStage({ ground, access, topology, published, load, note, signal }: StageOptions): Stage {
  const { regions, names } = topology;
  const endpoints = { primary: published.primary.apiEndpoint, standby: published.standby.apiEndpoint };
  const told = (what: string) => note({ at: Date.now(), source: "drill", what });
  const state = () => readControllerState(access, topology).catch(() => undefined);
  const kill = async (when: string) => {
    await ground.kill(names.controller.function, regions.standby);
    told(`the controller is killed ${when}, and another one is started`);
    await ground.start(names.controller.function, regions.standby);
  };
  /** Clients' writes for which DNS led to this region while nothing was done. */
  const ledTo = async (role: Role, seconds: number): Promise<readonly LoadAttempt[]> => {
    const since = Date.now();
    await stage.hold(seconds);
    return load.attempts().filter(({ at, region }) => at >= since && region === regions[role]);
  };
  const stage: Stage = {
    topology,
    fault: async (...faults) => {
      await ground.setFaults(faults);
      told(faults.length === 0 ? "everything is healed" : faults.map(describeFault).join(", "));
    },
    until: (what, seconds, holds) =>
      waitFor(what, seconds, signal, async () => {
        const read = await state();
        return read !== undefined && holds(read) ? read : undefined;
      }),
    untilSeen: async (what, seconds, holds) => {
      const seen = await waitFor(what, seconds, signal, async () => {
        const situation = await readSituation(access, topology, endpoints);
        return holds(situation) ? situation : undefined;
      });
      told(`seen: ${what}`);
      return seen;
    },
    untilServedBy: async (role: Role, seconds: number) => {
      const since = Date.now();
      const region = regions[role];
      await waitFor(`a good answer from ${region}`, seconds, signal, async () =>
        load.attempts().find(({ at, status, region: from }) => at >= since && status === 201 && from === region),
      );
      told(`clients get good answers from ${region}`);
    },
    untilReadFrom: async (role, seconds) => {
      const since = Date.now();
      const region = regions[role];
      await waitFor(`a good answer to a read from ${region}`, seconds, signal, async () =>
        load.reads().find(({ kind, at, status, region: from }) => {
          return kind === "read" && at >= since && status === 200 && from === region;
        }),
      );
      told(`clients read from ${region}`);
    },
    untilFelt: async (seconds) => {
      const since = Date.now();
      await waitFor("a client to be without a good answer", seconds, signal, async () =>
        load.attempts().find(({ at, outcome }) => at >= since && outcome !== "acknowledged"),
      );
    },
    promote: async (role) => {
      const { globalCluster } = names.global;
      if (globalCluster === undefined) throw new Error("there is no database to promote");
      await ground.promote(globalCluster, regions[role]);
      told(`a person promotes the database of ${regions[role]}`);
    },
    hold: async (seconds) => {
      told(`nothing is done for ${seconds} s`);
      await sleep(seconds * 1000, undefined, { signal });
    },
    holdStill: async (seconds) => {
      const since = Date.now();
      await stage.hold(seconds);
      const begun = operationsIn(decisionsSince(await waitFor("the controller's state", 10, signal, state), since));
      if (begun.length > 0) throw new Error(`the controller decided within ${seconds} s: ${begun.join(", ")}`);
      told("the controller has decided nothing");
    },
    holdAwayFrom: async (role, seconds) => {
      const led = (await ledTo(role, seconds)).length;
      if (led > 0) throw new Error(`DNS led clients to ${regions[role]} for ${led} requests`);
      told(`no client was led to ${regions[role]}`);
    },
    holdWithoutWritesIn: async (role, seconds) => {
      const taken = (await ledTo(role, seconds)).filter(({ outcome }) => outcome === "acknowledged").length;
      if (taken > 0) throw new Error(`${regions[role]} took ${taken} writes`);
      told(`${regions[role]} took no write`);
    },
    request: async (kind) => {
      told(`${kind} is asked for`);
      const options = { access, topology, kind, by: "drill", tell: () => undefined, signal };
      const end = await onceCaughtUp(() => requestOperation(options), PATIENCE_SECONDS, signal);
      told(`${kind}: ${end.outcome}`);
      if (end.outcome === "done") return end;
      throw new Error(`${kind}: ${end.outcome}: ${end.reasons.join("; ")}`);
    },
    refused: async (kind, reason) => {
      told(`${kind} is asked for, which must be refused`);
      const end = await requestOperation({ access, topology, kind, by: "drill", tell: () => undefined, signal });
      const said = end.reasons.join("; ");
      told(`${kind}: ${end.outcome}: ${said}`);
      if (end.outcome !== "refused") throw new Error(`${kind} was to be refused: ${end.outcome}`);
      if (!reason.test(said)) throw new Error(`${kind} was refused for another reason: ${said}`);
    },
    tamper: async (item) => {
      told(`an item of the state table is overwritten: ${JSON.stringify(item)}`);
      await ground.putItem(names.controller.stateTable, item, regions.standby);
    },
    killInEachStep: async (kind, steps, seconds) => {
      for (const step of steps) {
        await stage.until(`the step ${step} of ${kind}`, seconds, ({ operation }) => {
          return operation?.kind === kind && operation.step === step;
        });
        await kill(`at the step ${step} of ${kind}`);
      }
    },
  };
  return stage;
}

function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case "dark":
      return `${fault.region} is dark`;
    case "errors":
      return `${fault.service} of ${fault.region} answers ${fault.status}`;
    case "latency":
      return `${fault.service} of ${fault.region} answers ${fault.milliseconds} ms later`;
    case "cut":
      return `${fault.regions.join(" and ")} are cut from each other`;
    case "egress":
      return `functions of ${fault.region} reach nothing outside`;
    case "mute":
      return `the heartbeat of ${fault.region} is not taken`;
    case "database-dark":
      return `the database of ${fault.region} answers nobody`;
    case "replication-paused":
      return `the database of ${fault.region} gets nothing from the writer`;
    case "promotion-fails":
      return `the next ${fault.times === 1 ? "promotion fails" : `${fault.times} promotions fail`}`;
    case "promotion-time":
      return `a promotion takes ${fault.seconds} s`;
    case "headless":
      return `the instances of the database of ${fault.region} have failed`;
    case "engine-version":
      return `the cluster of ${fault.region} runs engine version ${fault.version}`;
  }
}
