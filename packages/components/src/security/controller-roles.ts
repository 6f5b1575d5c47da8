import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Service, Topology } from "@tandem/config";
import { fullName, nameWithin, tagsOf } from "../names.ts";
import { controllerPolicy, controllerSchedulePolicy, latchPolicy } from "./controller-policies.ts";
import { scheduleTrust, serviceTrust } from "./service-trust.ts";

export interface ControllerRolesArgs {
  readonly topology: Topology;
  readonly provider: aws.Provider;
  readonly boundaryArn: pulumi.Input<string>;
  /** Each region's key: what the controller reads and writes lies in both. */
  readonly keyArns: Readonly<Record<Role, pulumi.Input<string>>>;
}

/**
 * The three IAM roles behind a failover: the controller's, the one that EventBridge Scheduler starts it with, and the
 * latch's, which anybody on the internet may ask and which therefore can read one item and nothing else.
 *
 * ```ts
 * new ControllerRoles("controller", { topology, provider: providers.standby, boundaryArn, keyArns });
 * ```
 *
 * Costs nothing.
 */
export class ControllerRoles extends pulumi.ComponentResource {
  public readonly controllerRoleArn: pulumi.Output<string>;
  public readonly scheduleRoleArn: pulumi.Output<string>;
  public readonly latchRoleArn: pulumi.Output<string>;
  public readonly nodes: {
    readonly controller: aws.iam.Role;
    readonly schedule: aws.iam.Role;
    readonly latch: aws.iam.Role;
    readonly policies: readonly aws.iam.RolePolicy[];
  };

  constructor(name: string, args: ControllerRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:security:ControllerRoles", name, {}, opts);
    const { topology, keyArns } = args;
    const names = topology.names.controller;
    const region = topology.regions.standby;
    const lambda = serviceTrust("lambda.amazonaws.com");
    const controller = this.createRole(`${name}-function`, args, "failoverControllerRole", {
      name: names.role,
      description: `failover controller in ${region}`,
      assumeRolePolicy: JSON.stringify(lambda),
    });
    const schedule = this.createRole(`${name}-schedule`, args, "failoverScheduleRole", {
      name: names.scheduleRole,
      description: `starts the failover controller in ${region}`,
      assumeRolePolicy: JSON.stringify(scheduleTrust(topology, "standby")),
    });
    const latch = this.createRole(`${name}-latch`, args, "failoverLatchRole", {
      name: names.latchRole,
      description: `latch in ${region}`,
      assumeRolePolicy: JSON.stringify(lambda),
    });
    const child = { parent: this, provider: args.provider };
    const policies = [
      new aws.iam.RolePolicy(
        `${name}-function`,
        {
          name: nameWithin(topology, "failover"),
          role: controller.name,
          policy: pulumi.jsonStringify(controllerPolicy(topology, keyArns)),
        },
        child,
      ),
      new aws.iam.RolePolicy(
        `${name}-schedule`,
        {
          name: nameWithin(topology, "start"),
          role: schedule.name,
          policy: JSON.stringify(controllerSchedulePolicy(topology)),
        },
        child,
      ),
      new aws.iam.RolePolicy(
        `${name}-latch`,
        {
          name: nameWithin(topology, "latch"),
          role: latch.name,
          policy: pulumi.jsonStringify(latchPolicy(topology, keyArns.standby)),
        },
        child,
      ),
    ];
    this.nodes = { controller, schedule, latch, policies };
    this.controllerRoleArn = controller.arn;
    this.scheduleRoleArn = schedule.arn;
    this.latchRoleArn = latch.arn;
    this.registerOutputs({
      controllerRoleArn: this.controllerRoleArn,
      scheduleRoleArn: this.scheduleRoleArn,
      latchRoleArn: this.latchRoleArn,
    });
  }

  private createRole(
    name: string,
    { topology, provider, boundaryArn }: ControllerRolesArgs,
    service: Service,
    role: { readonly name: string; readonly description: string; readonly assumeRolePolicy: string },
  ): aws.iam.Role {
    return new aws.iam.Role(
      name,
      { ...role, permissionsBoundary: boundaryArn, tags: tagsOf(topology, fullName(topology, service, "standby")) },
      { parent: this, provider },
    );
  }
}
