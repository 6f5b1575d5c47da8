/** A running instance, as a process of this machine. */
export interface RunningInstance {
  /** Where it serves, on 127.0.0.1, whatever port its target group names. */
  readonly port: number;
  /** Whether its Auto Scaling group has it in service; one that is not is no target, like a stopped instance. */
  readonly inService: boolean;
}

/**
 * Instances that run as processes of this machine, by region and instance id. Who runs them keeps it; balancers read it.
 */
export class InstanceRegistry {
  readonly #instances = new Map<string, RunningInstance>();
  readonly #listeners = new Set<(region: string, instanceId: string) => void>();

  /** Notes that an instance runs, or that it is in service or is not any more. */
  put(region: string, instanceId: string, instance: RunningInstance): void {
    this.#instances.set(keyOf(region, instanceId), instance);
    this.#tell(region, instanceId);
  }

  /** Notes that an instance does not run any more. */
  remove(region: string, instanceId: string): void {
    if (this.#instances.delete(keyOf(region, instanceId))) this.#tell(region, instanceId);
  }

  get(region: string, instanceId: string): RunningInstance | undefined {
    return this.#instances.get(keyOf(region, instanceId));
  }

  /** Calls back after each change. */
  onChange(listener: (region: string, instanceId: string) => void): void {
    this.#listeners.add(listener);
  }

  #tell(region: string, instanceId: string): void {
    for (const listener of this.#listeners) listener(region, instanceId);
  }
}

function keyOf(region: string, instanceId: string): string {
  return `${region} ${instanceId}`;
}
