import { randomUUID } from "node:crypto";
import { isLeaving, isWarm } from "./group.ts";
import type { Group, Instance } from "./group.ts";
import type { AutoScalingGroups } from "./groups.ts";

/** One rolling replacement of a group's instances. */
export interface InstanceRefresh {
  readonly id: string;
  readonly group: Group;
  readonly startedAt: Date;
  endedAt: Date | undefined;
  status: "InProgress" | "Successful" | "Cancelled" | "Failed";
  reason: string | undefined;
  readonly total: number;
  replaced: number;
}

/**
 * Replaces a group's instances one after another, each by a new one of the group's launch template that is in service before
 * the old one goes; the warm pool's go together. AWS does so where the minimum healthy percentage is 100; with less, it ends
 * some instances first.
 */
export class InstanceRefreshes {
  readonly #groups: AutoScalingGroups;
  readonly #report: (error: unknown) => void;
  /** The newest first. */
  readonly #refreshes: InstanceRefresh[] = [];

  constructor(groups: AutoScalingGroups, report: (error: unknown) => void) {
    this.#groups = groups;
    this.#report = report;
  }

  of(group: Group): readonly InstanceRefresh[] {
    return this.#refreshes.filter((refresh) => refresh.group === group);
  }

  active(group: Group): InstanceRefresh | undefined {
    return this.of(group).find(({ status }) => status === "InProgress");
  }

  start(group: Group): InstanceRefresh {
    const old = group.instances.filter((instance) => !isLeaving(instance));
    const refresh: InstanceRefresh = {
      id: randomUUID(),
      group,
      startedAt: new Date(),
      endedAt: undefined,
      status: "InProgress",
      reason: undefined,
      total: old.length,
      replaced: 0,
    };
    this.#refreshes.unshift(refresh);
    this.#replace(refresh, old).then(
      () => end(refresh, "Successful"),
      (error: unknown) => {
        end(refresh, "Failed", error instanceof Error ? error.message : String(error));
        this.#report(error);
      },
    );
    return refresh;
  }

  /** What has been replaced stays. */
  cancel(refresh: InstanceRefresh): void {
    end(refresh, "Cancelled", "Cancelled by user");
  }

  async #replace(refresh: InstanceRefresh, old: readonly Instance[]): Promise<void> {
    const { group } = refresh;
    const replaced = (instance: Instance): void => {
      this.#groups.terminate(group, instance);
      refresh.replaced += 1;
    };
    for (const instance of old.filter(isWarm)) replaced(instance);
    for (const instance of old.filter((candidate) => !isWarm(candidate))) {
      if (refresh.status !== "InProgress") return;
      if (isLeaving(instance)) continue;
      await this.#groups.launch(group);
      replaced(instance);
    }
  }
}

/** Ends it once. */
function end(refresh: InstanceRefresh, status: InstanceRefresh["status"], reason?: string): void {
  if (refresh.status !== "InProgress") return;
  refresh.status = status;
  refresh.reason = reason;
  refresh.endedAt = new Date();
}
