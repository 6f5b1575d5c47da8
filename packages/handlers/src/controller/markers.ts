import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { markerItemKey, markerObjectKey } from "@tandem/config/control";
import * as z from "zod/mini";
import { understand } from "../common/understand.ts";
import { updateOnCondition } from "./conditional.ts";
import type { Outcome } from "./conditional.ts";
import type { Places } from "./places.ts";
import { otherSide } from "./readings.ts";
import type { Side } from "./readings.ts";

const marker = z.object({ epoch: z.int().check(z.gte(1)) });

export interface Markers {
  /** Writes the epoch's marker of a fenced region into its table and its bucket. */
  readonly mark: (from: Side, epoch: number, signal: AbortSignal) => Promise<Outcome>;
  /** The highest epoch whose markers of `from` have arrived in both stores of the other region; 0 where none has. */
  readonly arrived: (from: Side, signal: AbortSignal) => Promise<number>;
}

/** What a fenced region writes last, so that the other one knows what has arrived. */
export function createMarkers(places: Places, markerTable: string): Markers {
  const readItem = async (from: Side, abortSignal: AbortSignal): Promise<number> => {
    const Key = markerItemKey(places[from].region);
    const get = new GetCommand({ TableName: markerTable, Key, ConsistentRead: true });
    const { Item } = await places[otherSide(from)].items.send(get, { abortSignal });
    return Item === undefined ? 0 : understand(marker, Item, `${markerTable} ${Key.pk}`).epoch;
  };
  const readObject = async (from: Side, abortSignal: AbortSignal): Promise<number> => {
    const { objects, bucket } = places[otherSide(from)];
    const Key = markerObjectKey(places[from].region);
    // Listed first: to get what is not there tells the same as a missing permission.
    const list = new ListObjectsV2Command({ Bucket: bucket, Prefix: Key, MaxKeys: 1 });
    const { Contents = [] } = await objects.send(list, { abortSignal });
    if (!Contents.some((object) => object.Key === Key)) return 0;
    const { Body } = await objects.send(new GetObjectCommand({ Bucket: bucket, Key }), { abortSignal });
    const text = (await Body?.transformToString()) ?? "";
    return understand(marker, JSON.parse(text), `${bucket} ${Key}`).epoch;
  };
  return {
    mark: async (from, epoch, abortSignal) => {
      const { region, items, objects, bucket } = places[from];
      const [outcome] = await Promise.all([
        updateOnCondition(
          items,
          {
            TableName: markerTable,
            Key: markerItemKey(region),
            UpdateExpression: "SET epoch = :epoch",
            ConditionExpression: "attribute_not_exists(pk) OR epoch <= :epoch",
            ExpressionAttributeValues: { ":epoch": epoch },
          },
          // A later epoch's marker stands for this one's as well.
          () => true,
          abortSignal,
        ),
        objects.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: markerObjectKey(region),
            Body: JSON.stringify({ epoch }),
            ContentType: "application/json",
          }),
          { abortSignal },
        ),
      ]);
      return outcome;
    },
    arrived: async (from, signal) =>
      Math.min(...(await Promise.all([readItem(from, signal), readObject(from, signal)]))),
  };
}
