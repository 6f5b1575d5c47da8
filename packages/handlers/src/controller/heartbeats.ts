import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import type { Place } from "./places.ts";

const heartbeat = z.object({ writtenAt: z.int() });

/**
 * When a region wrote its last heartbeat that arrived here, in milliseconds since 1970 by its own clock.
 * @throws when the table does not answer, and where no heartbeat ever arrived
 */
export async function readHeartbeat(
  { items }: Pick<Place, "items">,
  controlTable: string,
  region: string,
  abortSignal: AbortSignal,
): Promise<number> {
  const Key = heartbeatItemKey(region);
  const get = new GetCommand({ TableName: controlTable, Key, ConsistentRead: true });
  const { Item } = await items.send(get, { abortSignal });
  if (Item === undefined) throw new Error(`no heartbeat of ${region} has arrived yet`);
  return understand(heartbeat, Item, `${controlTable} ${Key.pk}`).writtenAt;
}
