import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { fenceItemKey } from "@tandem/config/control";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import { bounded } from "../common/within.ts";
import { updateOnCondition } from "./conditional.ts";
import type { Outcome } from "./conditional.ts";
import type { Places } from "./places.ts";
import type { FenceValue, Side } from "./readings.ts";
import type { Change } from "./state.ts";

const fence = z.object({ epoch: z.int().check(z.gte(1)), fenced: z.boolean() });

/** How long the other region may take, in milliseconds, until the replica here is believed: well within a reading's time. */
const ownReplicaMs = 1000;

/** What a region starts with, as the workload takes it where there is no item: the standby takes no writes. */
const initialFences: Readonly<Record<Side, FenceValue>> = {
  primary: { epoch: 1, fenced: false },
  standby: { epoch: 1, fenced: true },
};

/** A change of a region's fence. */
export type FenceChange = Extract<Change, { kind: "fence" | "unfence" }>;

export interface Fences {
  /** A region's fence by its own replica, strongly consistent; or by the one here, where its own does not answer. */
  readonly read: (side: Side, signal: AbortSignal) => Promise<FenceValue>;
  /**
   * Sets a fence on the region's own replica, on its epoch. A region is unfenced as unconfirmed: it fences itself by what
   * DNS says only once DNS has named it.
   */
  readonly change: (change: FenceChange, signal: AbortSignal) => Promise<Outcome>;
}

/** Both regions' fences in the control table. */
export function createFences(places: Places, controlTable: string): Fences {
  const readAt = async (at: Side, side: Side, abortSignal: AbortSignal): Promise<FenceValue> => {
    const Key = fenceItemKey(places[side].region);
    const get = new GetCommand({ TableName: controlTable, Key, ConsistentRead: true });
    const { Item } = await places[at].items.send(get, { abortSignal });
    return Item === undefined ? initialFences[side] : understand(fence, Item, `${controlTable} ${Key.pk}`);
  };
  return {
    read: async (side, signal) => {
      if (side === "standby") return await readAt("standby", side, signal);
      const [own, here] = await Promise.allSettled([
        bounded(ownReplicaMs, (ownSignal) => readAt("primary", side, ownSignal)),
        readAt("standby", side, signal),
      ]);
      if (own.status === "fulfilled") return own.value;
      if (here.status === "fulfilled") return here.value;
      throw own.reason;
    },
    change: async (change, signal) => {
      const { region, items } = places[change.side];
      const isFence = change.kind === "fence";
      const mayUnfence = "epoch < :epoch OR (epoch = :epoch AND fenced = :fenced)";
      return await updateOnCondition(
        items,
        {
          TableName: controlTable,
          Key: fenceItemKey(region),
          UpdateExpression: isFence
            ? "SET epoch = :epoch, fenced = :fenced"
            : "SET epoch = :epoch, fenced = :fenced, confirmed = :confirmed",
          ConditionExpression: `attribute_not_exists(pk) OR ${isFence ? "epoch <= :epoch" : mayUnfence}`,
          ExpressionAttributeValues: {
            ":epoch": change.epoch,
            ":fenced": isFence,
            ...(isFence ? {} : { ":confirmed": false }),
          },
        },
        // A later epoch has fenced it as well; nothing but its own epoch unfences.
        (item) => isFence && item["fenced"]?.BOOL === true,
        signal,
      );
    },
  };
}
