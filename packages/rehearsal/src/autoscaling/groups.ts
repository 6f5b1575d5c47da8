import { randomUUID } from "node:crypto";
import { planCapacity } from "./capacity.ts";
import { isLeaving, isWarm } from "./group.ts";
import type { Group, Instance, TemplateReference } from "./group.ts";
import type { Ec2Reader, Machines, TargetRegistration } from "./machines.ts";

export interface AutoScalingGroupsOptions {
  readonly machines: Machines;
  readonly targets: TargetRegistration;
  readonly ec2: Pick<Ec2Reader, "template">;
  /** Told of what fails after the call that caused it was answered. */
  readonly report: (error: unknown) => void;
}

/** Every Auto Scaling group of every region, with its instances. Machines follow each group's capacity. */
export class AutoScalingGroups {
  readonly #groups = new Map<string, Group>();
  /** One reconciliation of a group at a time. */
  readonly #turns = new Map<string, Promise<void>>();
  readonly #options: AutoScalingGroupsOptions;

  constructor(options: AutoScalingGroupsOptions) {
    this.#options = options;
  }

  find(region: string, name: string): Group | undefined {
    return this.#groups.get(keyOf({ region, name }));
  }

  in(region: string): readonly Group[] {
    return [...this.#groups.values()].filter((group) => group.region === region);
  }

  add(group: Group): void {
    this.#groups.set(keyOf(group), group);
  }

  /** Brings the machines to what the group asks for now; returns at once. */
  reconcile(group: Group): void {
    const key = keyOf(group);
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(() => this.#reconcileNow(group));
    this.#turns.set(key, turn.catch(this.#options.report));
  }

  /** Launches an instance beside the capacity that the group asks for, and resolves when it is in service. */
  async launch(group: Group): Promise<void> {
    await this.#launch(group, await this.#template(group), "Pending");
  }

  /** Ends one instance; another takes its place while the group asks for it. */
  terminate(group: Group, instance: Instance): void {
    if (isLeaving(instance)) return;
    const { machines } = this.#options;
    const served = instance.state === "InService";
    instance.state = isWarm(instance) ? "Warmed:Terminating" : "Terminating";
    this.#follow(group, async () => {
      if (served) await this.#deregister(group, instance);
      await machines.terminate(instance);
      group.instances.splice(group.instances.indexOf(instance), 1);
    });
  }

  /** Takes over other target groups, for the instances that serve already too. */
  async setTargetGroups(group: Group, arns: readonly string[]): Promise<void> {
    const { targets } = this.#options;
    const added = arns.filter((arn) => !group.targetGroupArns.includes(arn));
    const removed = group.targetGroupArns.filter((arn) => !arns.includes(arn));
    group.targetGroupArns = arns;
    for (const { state, id } of group.instances) {
      if (state !== "InService") continue;
      await targets.register(group.region, added, id);
      await targets.deregister(group.region, removed, id);
    }
  }

  async #reconcileNow(group: Group): Promise<void> {
    if (this.#groups.get(keyOf(group)) !== group) return;
    if (group.warmPoolDeleting && !group.instances.some(isWarm)) {
      group.warmPool = undefined;
      group.warmPoolDeleting = false;
    }
    if (group.deleting && group.instances.length === 0) {
      this.#groups.delete(keyOf(group));
      return;
    }
    const plan = planCapacity(group);
    const template = plan.launch + plan.prepare > 0 ? await this.#template(group) : group.settings.template;
    for (const instance of plan.start) this.#start(group, instance);
    for (let count = 0; count < plan.launch; count += 1) this.#detach(this.#launch(group, template, "Pending"));
    for (const instance of [...plan.shrink, ...plan.drop]) this.terminate(group, instance);
    for (const instance of plan.giveBack) this.#giveBack(group, instance);
    for (let count = 0; count < plan.prepare; count += 1) this.#detach(this.#launch(group, template, "Warmed:Pending"));
  }

  #launch(group: Group, template: TemplateReference, state: "Pending" | "Warmed:Pending"): Promise<void> {
    const { name: groupName, region, instances } = group;
    const id = `i-${randomUUID().replaceAll("-", "").slice(0, 17)}`;
    const instance: Instance = { id, region, groupName, availabilityZone: nextZone(group), template, state };
    instances.push(instance);
    const held = state === "Warmed:Pending" && group.warmPool?.poolState === "Stopped";
    return this.#settle(group, instance, () => this.#options.machines.launch(instance, held));
  }

  #start(group: Group, instance: Instance): void {
    const stopped = instance.state === "Warmed:Stopped";
    instance.state = "Pending";
    this.#detach(
      this.#settle(group, instance, async () => {
        if (stopped) await this.#options.machines.start(instance);
      }),
    );
  }

  #giveBack(group: Group, instance: Instance): void {
    instance.state = "Warmed:Pending";
    const work = async (): Promise<void> => {
      await this.#deregister(group, instance);
      if (group.warmPool?.poolState === "Stopped") await this.#options.machines.stop(instance);
    };
    this.#detach(this.#settle(group, instance, work));
  }

  /** Takes a pending instance to where it stays, once its machine is ready; one that is leaving by then is left alone. */
  async #settle(group: Group, instance: Instance, work: () => Promise<void>): Promise<void> {
    await work();
    if (instance.state === "Pending") {
      await this.#options.targets.register(group.region, group.targetGroupArns, instance.id);
      // While it was registered, it may have been told to go.
      if (stateOf(instance) === "Pending") instance.state = "InService";
      else await this.#deregister(group, instance);
    } else if (instance.state === "Warmed:Pending") {
      instance.state = group.warmPool?.poolState === "Running" ? "Warmed:Running" : "Warmed:Stopped";
    }
    this.reconcile(group);
  }

  #follow(group: Group, work: () => Promise<void>): void {
    this.#detach(work().finally(() => this.reconcile(group)));
  }

  #detach(work: Promise<void>): void {
    work.catch(this.#options.report);
  }

  #deregister(group: Group, { id }: Instance): Promise<void> {
    return this.#options.targets.deregister(group.region, group.targetGroupArns, id);
  }

  async #template({ region, settings: { template } }: Group): Promise<TemplateReference> {
    const found = await this.#options.ec2.template(region, template);
    if (found === undefined) throw new Error(`launch template ${template.id}, version ${template.version}, is gone`);
    return found;
  }
}

/** Read anew: it changes while something is waited for. */
function stateOf(instance: Instance): Instance["state"] {
  return instance.state;
}

/** The zone with the fewest instances. */
function nextZone({ settings, instances }: Group): string {
  const counts = settings.availabilityZones.map((zone) => ({
    zone,
    count: instances.filter(({ availabilityZone }) => availabilityZone === zone).length,
  }));
  return counts.toSorted((one, other) => one.count - other.count)[0]?.zone ?? "";
}

function keyOf({ region, name }: Pick<Group, "region" | "name">): string {
  return JSON.stringify([region, name]);
}
