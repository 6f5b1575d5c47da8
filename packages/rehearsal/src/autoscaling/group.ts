/** What an instance is doing, as Auto Scaling names it. Source: "Amazon EC2 Auto Scaling instance lifecycle". */
export type LifecycleState =
  | "Pending"
  | "InService"
  | "Terminating"
  | "Warmed:Pending"
  | "Warmed:Stopped"
  | "Warmed:Running"
  | "Warmed:Terminating";

/** A launch template as a group names it. */
export interface TemplateReference {
  readonly id: string;
  readonly name: string;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

/** One instance of a group, in the group itself or in its warm pool. */
export interface Instance {
  readonly id: string;
  readonly region: string;
  readonly groupName: string;
  readonly availabilityZone: string;
  /** With the number of the version that it was launched from. */
  readonly template: TemplateReference;
  state: LifecycleState;
}

export interface WarmPool {
  /** The fewest instances that the pool holds. */
  readonly minSize: number;
  /** Instances in the group and the pool together; undefined: as many as the group's largest size. */
  readonly maxGroupPreparedCapacity: number | undefined;
  readonly poolState: "Stopped" | "Running";
  /** Whether instances go back into the pool when the group shrinks. */
  readonly reuseOnScaleIn: boolean;
}

export interface GroupTag {
  readonly key: string;
  readonly value: string;
  readonly propagateAtLaunch: boolean;
}

/** What callers set of a group. */
export interface GroupSettings {
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly template: TemplateReference;
  readonly subnetIds: readonly string[];
  readonly availabilityZones: readonly string[];
  readonly defaultCooldown: number;
  readonly defaultInstanceWarmup: number | undefined;
  readonly healthCheckType: string;
  readonly healthCheckGracePeriod: number;
  readonly serviceLinkedRoleArn: string;
  readonly terminationPolicies: readonly string[];
}

/** A group as Auto Scaling holds it. */
export interface Group {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly createdAt: Date;
  settings: GroupSettings;
  targetGroupArns: readonly string[];
  tags: readonly GroupTag[];
  warmPool: WarmPool | undefined;
  /** The group's own and its warm pool's, in the order in which they were launched. */
  readonly instances: Instance[];
  /** A deletion goes on until the last instance is gone. */
  deleting: boolean;
  /** Its warm pool is deleted, and goes with the last instance. */
  warmPoolDeleting: boolean;
}

/** Whether an instance is in the warm pool. */
export function isWarm({ state }: Pick<Instance, "state">): boolean {
  return state.startsWith("Warmed:");
}

/** Whether an instance is on its way out. */
export function isLeaving({ state }: Pick<Instance, "state">): boolean {
  return state === "Terminating" || state === "Warmed:Terminating";
}
