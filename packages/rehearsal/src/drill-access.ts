import { DeleteScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import type { DrillGround } from "@tandem/orchestrator/ports";
import { readDatabases } from "./database/report.ts";
import { outageOf, readOutagesOf, storeFigures, twoWritersOf } from "./load/figures.ts";
import { startLoad } from "./load/load.ts";
import { readBack } from "./load/read-back.ts";
import { plainFailover } from "./plain-failover.ts";
import { promote } from "./promote.ts";
import { rehearsalCredentials } from "./sandbox/environment.ts";
import { killFunction } from "./sandbox/function-processes.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { topicMessages } from "./topic-messages.ts";

/** What a drill does to a sandbox, and what it learns there, beyond a rehearsal's. */
export function drillAccess(
  sandbox: Pick<Sandbox, "endpoint" | "nameServer">,
  directory: string,
): Pick<
  DrillGround,
  "load" | "audit" | "messages" | "databases" | "kill" | "removeSchedule" | "plainFailover" | "promote"
> {
  const { endpoint } = sandbox;
  return {
    load: (options) => startLoad(sandbox, options),
    async audit({ attempts, reads }, apiEndpoint) {
      const found = await readBack(endpoint, apiEndpoint, attempts);
      return {
        outage: outageOf(attempts),
        readOutages: readOutagesOf(reads),
        twoWriters: twoWritersOf(attempts),
        stores: storeFigures(attempts, found),
      };
    },
    messages: topicMessages(endpoint),
    databases: () => readDatabases(endpoint),
    kill: (functionName, region) => killFunction(directory, functionName, region),
    removeSchedule: async (Name, region) => {
      const client = new SchedulerClient({ endpoint, region, credentials: rehearsalCredentials });
      await client.send(new DeleteScheduleCommand({ Name }));
    },
    plainFailover: plainFailover(endpoint),
    promote: (globalCluster, region) => promote(endpoint, globalCluster, region),
  };
}
