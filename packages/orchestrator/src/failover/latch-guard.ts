import { TandemError } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { stateItemKeys } from "@tandem/config/control";
import { layerId, standbyRegionContract, trafficContract } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { z } from "zod";
import type { FailoverAccess } from "./access.ts";

/** The layers that the latch is made of: its function and item, and the records that hang on its health check. */
const latched: ReadonlySet<string> = new Set([layerId(standbyRegionContract), layerId(trafficContract)]);

const latchSchema = z.object({ set: z.boolean() });

/**
 * Keeps the latch's layers from being changed or deleted while it is set: clients would be led to a fenced region.
 * A latch whose table is not there yet is not set. One that cannot be read is no reason to stop: a region that is rolled
 * out while it does not answer fails by itself, and the other layers are none of its business.
 * @throws TandemError `latch-set`
 */
export function latchGuard(
  access: Pick<FailoverAccess, "item">,
  { environment, names, regions }: Topology,
): (layer: Pick<Layer, "id">) => Promise<void> {
  return async ({ id }) => {
    if (!latched.has(id)) return;
    const item = await access
      .item(names.controller.stateTable, stateItemKeys.latch, regions.standby)
      .catch(() => undefined);
    if (latchSchema.safeParse(item).data?.set !== true) return;
    throw new TandemError(
      "latch-set",
      `${id}: the latch is set, so ${regions.standby} is active and clients are led there by what this layer holds`,
      { kind: "deploy", hint: `tandem failback ${environment}; then the same command again` },
    );
  };
}
