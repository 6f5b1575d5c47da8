import { roles } from "@tandem/config";
import { z } from "zod";
import { layerStatuses } from "../rollout/events.ts";

export const inventoryLineSchema = z.object({
  type: z.string(),
  region: z.string(),
  id: z.string(),
  pendingDeletion: z.string().optional(),
});

const leftoverSchema = inventoryLineSchema.extend({
  reason: z.string().optional().describe("why it was not swept, where it is one of those that are"),
  command: z.string().optional().describe("what deletes it"),
});

/** What a teardown adds to a run's report. */
export const teardownSchema = z.object({
  active: z.enum(roles).nullable().describe("the region that took writes before; null when nobody could tell"),
  layers: z.array(
    z.object({
      id: z.string(),
      status: z.enum(layerStatuses),
      reason: z.string().optional().describe("why it failed or was not begun"),
      seconds: z.number().describe("wall time of its `destroy`; 0 when it was not begun"),
      resources: z.number().int().describe("resources that its stack held before"),
    }),
  ),
  remains: z
    .object({
      swept: z
        .array(inventoryLineSchema)
        .describe("snapshots and log groups of its names that no layer knows: found and deleted"),
      leftovers: z.array(leftoverSchema).describe("what exists although every layer is gone"),
      pendingDeletion: z.array(inventoryLineSchema).describe("keys that AWS deletes by itself after a waiting period"),
    })
    .nullable()
    .describe("null while a layer is left: what belongs to it is no leftover"),
});

export type TeardownSection = z.infer<typeof teardownSchema>;
export type TornDownLayer = TeardownSection["layers"][number];
