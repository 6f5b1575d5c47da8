import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import { replicationLagItemKey } from "@tandem/config/replication-lag";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { DatabaseSources } from "../controller/observe.ts";
import type { Places } from "../controller/places.ts";
import type { Side } from "../controller/readings.ts";

const lagItem = z.object({
  writtenAt: z.int(),
  lagMs: z.optional(z.int()),
  auroraVersion: z.optional(z.string()),
  why: z.optional(z.string()),
});
const heartbeat = z.object({ writtenAt: z.int(), databaseWrittenAt: z.optional(z.int()) });

/** What both regions' functions have left of the database in the control table, as it is in the replica here. */
export function createControlSources(
  places: Places,
  controlTable: string,
): Pick<DatabaseSources, "lag" | "auroraVersion" | "silence"> {
  const read = async <Schema extends z.core.$ZodType>(
    schema: Schema,
    Key: { readonly pk: string; readonly sk: string },
    abortSignal: AbortSignal,
  ): Promise<z.infer<Schema>> => {
    const get = new GetCommand({ TableName: controlTable, Key, ConsistentRead: true });
    const { Item } = await places.standby.items.send(get, { abortSignal });
    if (Item === undefined) throw new Error(`there is no item ${controlTable} ${Key.pk} yet`);
    return understand(schema, Item, `${controlTable} ${Key.pk}`);
  };
  const readLag = (side: Side, signal: AbortSignal) =>
    read(lagItem, replicationLagItemKey(places[side].region), signal);
  return {
    lag: async (side, signal) => {
      const { writtenAt, lagMs, why } = await readLag(side, signal);
      if (lagMs === undefined) throw new Error(why ?? "the reading tells neither the lag nor why it is unknown");
      return { lagMs, readAt: writtenAt };
    },
    auroraVersion: async (side, signal) => (await readLag(side, signal)).auroraVersion,
    silence: async (signal) => {
      const { writtenAt, databaseWrittenAt } = await read(heartbeat, heartbeatItemKey(places.primary.region), signal);
      if (databaseWrittenAt === undefined) throw new Error("the primary has not told of its database yet");
      return Math.max(0, writtenAt - databaseWrittenAt);
    },
  };
}
