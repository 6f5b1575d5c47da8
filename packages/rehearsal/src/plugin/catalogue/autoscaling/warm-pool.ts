import {
  AutoScalingClient,
  DeleteWarmPoolCommand,
  DescribeWarmPoolCommand,
  PutWarmPoolCommand,
} from "@aws-sdk/client-auto-scaling";
import type { WarmPoolConfiguration, WarmPoolState } from "@aws-sdk/client-auto-scaling";
import type { CallContext, Properties, PropertySpec } from "../../entry.ts";
import { waitFor } from "../calls.ts";
import { flag, number, object, present, text } from "../properties.ts";

/** How long the instances of a pool take to end. */
const deletionSeconds = 600;

/** Instances that are prepared beside a group, a block of it. */
export const warmPoolProperties: PropertySpec = {
  fields: {
    instanceReusePolicy: { fields: { reuseOnScaleIn: { default: false } } },
    // -1: as many as the group's largest size
    maxGroupPreparedCapacity: { default: -1 },
    minSize: { default: 0 },
    poolState: { default: "Stopped" },
  },
};

export function warmPoolView(found: WarmPoolConfiguration | undefined): Properties | undefined {
  if (found === undefined || found.Status === "PendingDelete") return undefined;
  const { InstanceReusePolicy: reuse } = found;
  return present({
    instanceReusePolicy: reuse?.ReuseOnScaleIn === true ? { reuseOnScaleIn: true } : undefined,
    maxGroupPreparedCapacity: found.MaxGroupPreparedCapacity,
    minSize: found.MinSize,
    poolState: found.PoolState,
  });
}

/** Makes the group's warm pool the wanted one. What is not named goes back to AWS's default. */
export async function moveWarmPool(
  context: CallContext,
  AutoScalingGroupName: string,
  there: Properties | undefined,
  wanted: Properties | undefined,
): Promise<void> {
  if (wanted !== undefined) {
    await context.client(AutoScalingClient).send(
      new PutWarmPoolCommand({
        AutoScalingGroupName,
        MinSize: number(wanted, "minSize") ?? 0,
        MaxGroupPreparedCapacity: number(wanted, "maxGroupPreparedCapacity") ?? -1,
        PoolState: (text(wanted, "poolState") ?? "Stopped") as WarmPoolState,
        InstanceReusePolicy: {
          ReuseOnScaleIn: flag(object(wanted, "instanceReusePolicy") ?? {}, "reuseOnScaleIn") ?? false,
        },
      }),
    );
  } else if (there !== undefined) {
    await deleteWarmPool(context, AutoScalingGroupName, true);
  }
}

/** Returns when the pool and its instances are gone. @param force ends instances that are in it */
export async function deleteWarmPool(
  context: CallContext,
  AutoScalingGroupName: string,
  force: boolean,
): Promise<void> {
  const autoscaling = context.client(AutoScalingClient);
  await autoscaling.send(new DeleteWarmPoolCommand({ AutoScalingGroupName, ForceDelete: force }));
  await waitFor(`deletion of the warm pool of ${AutoScalingGroupName}`, deletionSeconds, async () => {
    const found = await autoscaling.send(new DescribeWarmPoolCommand({ AutoScalingGroupName }));
    return found.WarmPoolConfiguration === undefined ? true : undefined;
  });
}
