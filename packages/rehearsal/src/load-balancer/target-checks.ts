import { isDeepStrictEqual } from "node:util";
import type { TargetCheck, TargetGroup } from "./model.ts";
import { afterCheck, unchecked } from "./target-health.ts";
import type { TargetState, TargetView } from "./target-health.ts";

/** One target under check. */
interface Checked {
  readonly groupArn: string;
  readonly targetId: string;
  check: TargetCheck;
  view: TargetView;
  timer: NodeJS.Timeout | undefined;
  readonly ended: AbortController;
}

/** How a target is asked, and whether there is anybody to ask. */
export interface TargetAccess {
  /** Whether the target passes one check, within its time. Never rejects. */
  readonly probe: (group: TargetGroup, targetId: string, signal: AbortSignal) => Promise<boolean>;
  /** Whether the target is there at all; an instance that does not run is `unused`. */
  readonly isThere: (group: TargetGroup, targetId: string) => boolean;
}

/**
 * The checks of the targets that listeners lead to, each at its group's interval, the first at once. AWS checks from every
 * node of a balancer; here there is one.
 */
export class TargetChecks {
  readonly #access: TargetAccess;
  readonly #checked = new Map<string, Checked>();
  #groups = new Map<string, TargetGroup>();

  constructor(access: TargetAccess) {
    this.#access = access;
  }

  /**
   * Takes these groups in place of those it has: new targets begin, others go on with what is known of them, and a target
   * that is not registered any more is forgotten.
   */
  watch(groups: readonly TargetGroup[]): void {
    this.#groups = new Map(groups.map((group) => [group.arn, group]));
    const wanted = new Map(
      groups
        .filter(isChecked)
        .flatMap((group) => group.targets.map(({ id }) => [keyOf(group.arn, id), { group, id }] as const)),
    );
    for (const [key, checked] of this.#checked) if (!wanted.has(key)) this.#end(key, checked);
    for (const [key, { group, id }] of wanted) {
      const checked = this.#checked.get(key);
      if (checked === undefined) this.#begin(key, group, id);
      else if (!isDeepStrictEqual(checked.check, group.check)) {
        checked.check = group.check;
        this.#askNow(key, checked);
      }
    }
  }

  /** A target that has come, or gone, is looked at at once, as one that is new. */
  lookAgain(targetId: string): void {
    for (const [key, checked] of this.#checked) {
      if (checked.targetId !== targetId) continue;
      checked.view = unchecked;
      this.#askNow(key, checked);
    }
  }

  /** A target's state now. @param group any; `unused` where no listener leads to it */
  stateOf(group: TargetGroup, targetId: string): TargetState {
    const used = this.#groups.get(group.arn);
    if (used === undefined || !this.#access.isThere(group, targetId)) return "unused";
    if (!isChecked(used)) return "unavailable";
    return this.#checked.get(keyOf(group.arn, targetId))?.view.state ?? "initial";
  }

  stop(): void {
    for (const [key, checked] of this.#checked) this.#end(key, checked);
  }

  #begin(key: string, group: TargetGroup, targetId: string): void {
    const checked: Checked = {
      groupArn: group.arn,
      targetId,
      check: group.check,
      view: unchecked,
      timer: undefined,
      ended: new AbortController(),
    };
    this.#checked.set(key, checked);
    this.#askNow(key, checked);
  }

  #end(key: string, { timer, ended }: Checked): void {
    clearTimeout(timer);
    ended.abort();
    this.#checked.delete(key);
  }

  #askNow(key: string, checked: Checked): void {
    clearTimeout(checked.timer);
    this.#ask(key, checked);
  }

  /** Asks once, and again after an interval. */
  #ask(key: string, checked: Checked): void {
    const { ended, check, groupArn, targetId } = checked;
    const group = this.#groups.get(groupArn);
    if (group === undefined || ended.signal.aborted) return;
    checked.timer = setTimeout(() => this.#ask(key, checked), check.intervalSeconds * 1000);
    if (!this.#access.isThere(group, targetId)) {
      checked.view = unchecked;
      return;
    }
    const asked = checked.view;
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(check.timeoutSeconds * 1000)]);
    void this.#access.probe(group, targetId, signal).then((passed) => {
      // Forgotten, or looked at anew meanwhile: this answer is about another one.
      if (ended.signal.aborted || checked.view !== asked) return;
      checked.view = afterCheck(checked.view, passed, checked.check);
    });
  }
}

/** Instances are always checked, functions where the group says so. */
function isChecked({ kind, check }: TargetGroup): boolean {
  return kind === "instance" || check.enabled;
}

function keyOf(groupArn: string, targetId: string): string {
  return `${groupArn} ${targetId}`;
}
