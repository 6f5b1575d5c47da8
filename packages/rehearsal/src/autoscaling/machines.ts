import type { Instance } from "./group.ts";

/** The computers that are a group's instances. Nothing of it fails because of what a machine's program does. */
export interface Machines {
  /** Boots a new one. @param held its program does not run yet: it goes into a warm pool that stops its instances */
  launch(instance: Instance, held: boolean): Promise<void>;
  /** Runs the program of one that was held. */
  start(instance: Instance): Promise<void>;
  /** Ends the program of one that runs, and holds it. */
  stop(instance: Instance): Promise<void>;
  /** Ends it for good. */
  terminate(instance: Instance): Promise<void>;
}

/** Whom a group's target groups send requests to. */
export interface TargetRegistration {
  register(region: string, targetGroupArns: readonly string[], instanceId: string): Promise<void>;
  deregister(region: string, targetGroupArns: readonly string[], instanceId: string): Promise<void>;
}

/** What a group needs to know of EC2. */
export interface Ec2Reader {
  /** A template by its id or name, with the number of the version; undefined when there is none. */
  template(
    region: string,
    reference: { readonly id?: string | undefined; readonly name?: string | undefined; readonly version: string },
  ): Promise<{ readonly id: string; readonly name: string; readonly version: string } | undefined>;
  /** The availability zones of subnets, in their order; undefined for one that does not exist. */
  zones(region: string, subnetIds: readonly string[]): Promise<readonly (string | undefined)[]>;
}
