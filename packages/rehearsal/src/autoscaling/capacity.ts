import { isLeaving, isWarm } from "./group.ts";
import type { Group, Instance } from "./group.ts";

/** What brings a group to its desired capacity and its warm pool to its size. */
export interface CapacityPlan {
  /** Warm instances that go into service. */
  readonly start: readonly Instance[];
  /** Instances to launch into the group, for which the pool holds none that is ready. */
  readonly launch: number;
  /** Instances of the group that go. */
  readonly shrink: readonly Instance[];
  /** Instances of the group that go back into the pool, where its instances are used again. */
  readonly giveBack: readonly Instance[];
  /** Instances to launch into the pool. */
  readonly prepare: number;
  /** Instances of the pool that go. */
  readonly drop: readonly Instance[];
}

type Planned = Pick<Group, "settings" | "warmPool" | "instances" | "deleting" | "warmPoolDeleting">;

/**
 * A scale-out takes warm instances first; the pool then holds what is left up to its prepared capacity, and at least its
 * minimum. The oldest instances of the group go first, the youngest of the pool.
 * Source: Amazon EC2 Auto Scaling, "Decrease latency for applications using warm pools", and "Default termination policy".
 */
export function planCapacity(group: Planned): CapacityPlan {
  const present = group.instances.filter((instance) => !isLeaving(instance));
  const serving = present.filter((instance) => !isWarm(instance));
  const warm = present.filter(isWarm);
  const desired = group.deleting ? 0 : group.settings.desiredCapacity;
  const missing = Math.max(0, desired - serving.length);
  const ready = warm.filter(({ state }) => state !== "Warmed:Pending");
  const start = ready.slice(0, missing);
  const rest = warm.filter((instance) => !start.includes(instance));
  const size = warmPoolSize(group, desired);
  const leaving = serving.slice(0, Math.max(0, serving.length - desired));
  const room = group.warmPool?.reuseOnScaleIn === true ? Math.max(0, size - rest.length) : 0;
  const giveBack = leaving.filter(({ state }) => state === "InService").slice(0, room);
  return {
    start,
    launch: missing - start.length,
    shrink: leaving.filter((instance) => !giveBack.includes(instance)),
    giveBack,
    prepare: Math.max(0, size - rest.length - giveBack.length),
    drop: rest.slice(size),
  };
}

/** How many instances a warm pool holds beside a group of this capacity. */
function warmPoolSize({ settings, warmPool, deleting, warmPoolDeleting }: Planned, desired: number): number {
  if (warmPool === undefined || deleting || warmPoolDeleting) return 0;
  const prepared = warmPool.maxGroupPreparedCapacity ?? settings.maxSize;
  return Math.max(warmPool.minSize, prepared - desired);
}
