import { LambdaClient } from "@aws-sdk/client-lambda";
import { contextIn } from "../plugin/clients.ts";
import type { CallContext } from "../plugin/entry.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { BalancerAddresses, regionOfName } from "./address.ts";
import { askFunction, healthEvent } from "./function-target.ts";
import { askInstance } from "./instance-target.ts";
import type { InstanceRegistry } from "./instances.ts";
import type { Balancer, BalancerData, TargetGroup } from "./model.ts";
import { readBalancers } from "./read-balancers.ts";
import { TargetChecks } from "./target-checks.ts";
import { isBalancerHealthy, matches } from "./target-health.ts";
import type { TargetState } from "./target-health.ts";

/** A balancer as Route 53 sees it. */
export interface BalancerView {
  readonly address: string;
  readonly healthy: boolean;
}

interface Region {
  readonly context: CallContext;
  readonly checks: TargetChecks;
  data: BalancerData;
  /** The newest reading; what is read before it is done is what was there. */
  reading: Promise<void>;
  /** Whether a reading is to come that has not begun. */
  isDue: boolean;
  /** Whether the newest reading has failed: the next who needs it tries again. */
  hasFailed: boolean;
}

const nothing: BalancerData = { balancers: [], groups: [] };

/** Every load balancer of an emulator, by region: what is configured, how its targets are, and at which address it is. */
export class Balancers {
  readonly instances: InstanceRegistry;
  readonly #addresses = new BalancerAddresses();
  readonly #regions = new Map<string, Region>();
  #emulator: string | undefined;

  constructor(instances: InstanceRegistry) {
    this.instances = instances;
    instances.onChange((region, instanceId) => this.#regions.get(region)?.checks.lookAgain(instanceId));
  }

  /** Reads from this emulator from now on, past the gate. @param emulator `http://127.0.0.1:<port>` */
  open(emulator: string): void {
    this.#emulator = emulator;
  }

  /** Reads a region's configuration anew, soon: what has been changed by now is in what {@link settled} waits for. */
  changed(region: string): void {
    const known = this.#region(region);
    if (known.isDue) return;
    known.isDue = true;
    known.reading = known.reading
      // Whoever waits for that reading is told; this one is another.
      .catch(() => undefined)
      .then(async () => {
        known.isDue = false;
        known.hasFailed = false;
        known.data = await readBalancers(known.context);
        known.checks.watch(groupsInUse(known.data));
      });
    known.reading.catch(() => {
      known.hasFailed = true;
    });
  }

  /** Fulfilled once every change that was told is known. */
  async settled(): Promise<void> {
    await Promise.all([...this.#regions.values()].map(({ reading }) => reading));
  }

  /** The balancer of a DNS name in a region, as it is configured now; undefined where there is none. */
  async find(name: string, region: string): Promise<Balancer | undefined> {
    if (this.#regions.get(region)?.hasFailed ?? true) this.changed(region);
    const known = this.#region(region);
    await known.reading;
    return known.data.balancers.find(({ dnsName }) => dnsName === name);
  }

  /** A balancer as it was last read, without waiting: for whoever answers a question of DNS. */
  view(name: string): BalancerView | undefined {
    const region = regionOfName(name);
    const known = region === undefined ? undefined : this.#regions.get(region);
    const balancer = known?.data.balancers.find(({ dnsName }) => dnsName === name);
    if (region === undefined || known === undefined || balancer === undefined) return undefined;
    const groups = groupsOf(known.data, [balancer]);
    const healthy = isBalancerHealthy(groups, (group, target) => known.checks.stateOf(group, target));
    return { address: this.#addresses.of(name, region), healthy };
  }

  /** The DNS name of the balancer at an address. */
  nameAt(address: string): string | undefined {
    return this.#addresses.nameAt(address);
  }

  /** A target group of a region as it was last read. */
  group(region: string, arn: string): TargetGroup | undefined {
    return this.#regions.get(region)?.data.groups.find((group) => group.arn === arn);
  }

  stateOf(region: string, group: TargetGroup, targetId: string): TargetState {
    return this.#region(region).checks.stateOf(group, targetId);
  }

  /** Invokes functions of a region, past the gate: a balancer's way to its targets is none that faults are about. */
  functions(region: string): LambdaClient {
    return this.#region(region).context.client(LambdaClient);
  }

  close(): void {
    for (const { checks } of this.#regions.values()) checks.stop();
  }

  #region(region: string): Region {
    const known = this.#regions.get(region);
    if (known !== undefined) return known;
    if (this.#emulator === undefined) throw new Error("load balancers have no emulator to read from yet");
    const credentials = rehearsalCredentials;
    const context = contextIn("000000000000", { endpoint: this.#emulator, region, credentials });
    const checks = new TargetChecks({
      probe: (group, targetId, signal) => this.#probe(region, group, targetId, signal),
      isThere: (group, id) => group.kind !== "instance" || this.instances.get(region, id)?.inService === true,
    });
    const made: Region = { context, checks, data: nothing, reading: Promise.resolve(), isDue: false, hasFailed: true };
    this.#regions.set(region, made);
    return made;
  }

  async #probe(region: string, group: TargetGroup, targetId: string, signal: AbortSignal): Promise<boolean> {
    const { path, matcher } = group.check;
    if (group.kind === "instance") {
      const port = this.instances.get(region, targetId)?.port;
      const status = port === undefined ? undefined : await askInstance(port, path, signal);
      return status !== undefined && matches(matcher, status);
    }
    if (group.kind === "unmodelled") return false;
    try {
      const { status } = await askFunction(this.functions(region), targetId, healthEvent(path, group.arn), signal);
      return matches(matcher, status);
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }
}

function groupsInUse(data: BalancerData): readonly TargetGroup[] {
  return groupsOf(data, data.balancers);
}

/** The groups to which listeners of these balancers lead. */
function groupsOf({ groups }: BalancerData, balancers: readonly Balancer[]): readonly TargetGroup[] {
  const arns = new Set(
    balancers.flatMap(({ listeners }) =>
      listeners.flatMap(({ action }) => (action.kind === "forward" ? [action.groupArn] : [])),
    ),
  );
  return groups.filter(({ arn }) => arns.has(arn));
}
