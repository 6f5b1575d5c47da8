import type { Fault } from "@tandem/orchestrator/ports";
import { isCut } from "../sandbox/faults.ts";
import type { Passage } from "./link.ts";

/** Whether a region's database answers nobody. */
function isDown(faults: readonly Fault[], region: string): boolean {
  return faults.some((fault) => (fault.kind === "dark" || fault.kind === "database-dark") && fault.region === region);
}

/** Whether a region's cluster has no instance that works. */
export function isHeadless(faults: readonly Fault[], region: string): boolean {
  return faults.some((fault) => fault.kind === "headless" && fault.region === region);
}

/**
 * Whether a process of one region reaches a database of another. It is in private subnets: from outside of its own region
 * nobody does, as long as the networks are not peered.
 */
export function reachesDatabase(faults: readonly Fault[], source: string, region: string): boolean {
  return source === region && !isDown(faults, region) && !isHeadless(faults, region);
}

/** How replication to a standby gets on. */
export function passageBetween(faults: readonly Fault[], standby: string, writer: string): Passage {
  if (isDown(faults, standby) || isDown(faults, writer) || isCut(faults, standby, writer)) return "cut";
  const paused = faults.some((fault) => fault.kind === "replication-paused" && fault.region === standby);
  return paused ? "stalled" : "open";
}

/** Whether Aurora, in one region, can tell the database of another what to do. */
export function canDirect(faults: readonly Fault[], from: string, to: string): boolean {
  return passageBetween(faults, to, from) !== "cut";
}

/** How long a promotion takes, in seconds, unless a fault says something else. AWS: "typically within a few minutes". */
export const defaultPromotionSeconds = 60;

export function promotionSeconds(faults: readonly Fault[]): number {
  const fault = faults.find((candidate) => candidate.kind === "promotion-time");
  return fault?.seconds ?? defaultPromotionSeconds;
}

/** The engine version that a region's cluster is to show; undefined: its own. */
export function engineVersion(faults: readonly Fault[], region: string): string | undefined {
  return faults.filter((fault) => fault.kind === "engine-version").find((fault) => fault.region === region)?.version;
}

/** Promotions that are still to fail; told anew when a fault appears or its number changes. */
export class FailingPromotions {
  #told = 0;
  #left = 0;

  takeEffect(faults: readonly Fault[]): void {
    const told = faults.find((fault) => fault.kind === "promotion-fails")?.times ?? 0;
    if (told !== this.#told) this.#left = told;
    this.#told = told;
  }

  /** Whether the promotion that comes now fails. */
  next(): boolean {
    if (this.#left === 0) return false;
    this.#left -= 1;
    return true;
  }
}
