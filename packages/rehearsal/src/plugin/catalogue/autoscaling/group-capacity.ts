import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import type { CallContext, Properties } from "../../entry.ts";
import { waitFor } from "../calls.ts";
import { text } from "../properties.ts";

/**
 * Waits until as many instances are in service as the group desires, as the official provider does.
 * @throws when that takes longer than `waitForCapacityTimeout`, ten minutes by default; "0" waits for nothing
 */
export async function waitForCapacity(context: CallContext, id: string, inputs: Properties): Promise<void> {
  const limit = secondsOf(text(inputs, "waitForCapacityTimeout") ?? "10m");
  if (limit === 0) return;
  await waitFor(`the desired capacity of ${id}`, limit, async () => {
    const asked = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [id] });
    const found = (await context.client(AutoScalingClient).send(asked)).AutoScalingGroups?.[0];
    if (found === undefined) throw new Error(`AWS says that group ${JSON.stringify(id)} does not exist`);
    const serving = found.Instances?.filter(({ LifecycleState }) => LifecycleState === "InService") ?? [];
    return serving.length >= (found.DesiredCapacity ?? 0) ? true : undefined;
  });
}

/** A duration of whole seconds, minutes or hours, `10m`, in seconds. */
function secondsOf(duration: string): number {
  const { amount, unit } = /^(?<amount>\d+)(?<unit>[smh]?)$/.exec(duration)?.groups ?? {};
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };
  const scale = unit === "" && amount === "0" ? 1 : units[unit ?? ""];
  if (amount !== undefined && scale !== undefined) return Number(amount) * scale;
  throw new TypeError(`waitForCapacityTimeout is ${JSON.stringify(duration)}; it must be like "10m", or "0"`);
}
