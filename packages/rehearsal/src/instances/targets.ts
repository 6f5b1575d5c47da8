/** Where an instance's program listens, for whoever sends requests to it. */
export interface InstanceTarget {
  readonly instanceId: string;
  readonly region: string;
  /** At 127.0.0.1. Another one after each start of the program. */
  readonly port: number;
  /** Whether its program listens there now. */
  readonly inService: boolean;
}

/** Told of the programs of instances as they come, change and go; shared with what serves target groups. */
export interface InstanceTargets {
  put(target: InstanceTarget): void;
  remove(instanceId: string, region: string): void;
}
