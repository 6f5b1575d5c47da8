import * as pulumi from "@pulumi/pulumi";
import type { InstanceAccess } from "../network/instance-access.ts";
import type { RegionalNetwork } from "../network/regional-network.ts";
import { present } from "../parts.ts";
import type { AutoScalingService } from "./auto-scaling-service.ts";
import { balancerFront, restApiFront } from "./front.ts";
import type { Front, FrontArgs } from "./front.ts";
import { instanceService } from "./instance-service.ts";
import type { LedgerStores } from "./ledger-environment.ts";
import { LedgerFunction } from "./ledger-function.ts";

/** What what serves is made with, and what is before it. */
export interface ComputeArgs extends FrontArgs {
  /** Its role. */
  readonly roleArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
}

/** What serves in a region, and what clients ask. */
export interface Compute {
  readonly front: Front;
  readonly ledger: LedgerFunction | undefined;
  readonly instances: AutoScalingService | undefined;
}

type Parent = { readonly parent: pulumi.Resource };

/** A function behind a REST API or a load balancer. */
export function functionCompute(
  name: string,
  args: ComputeArgs,
  stores: LedgerStores,
  network: RegionalNetwork | undefined,
  parent: Parent,
): Compute {
  const { topology } = args;
  const ledger = new LedgerFunction(`${name}-ledger`, { ...args, ...stores, access: network?.functions }, parent);
  const lambda = ledger.nodes.function;
  const target = { kind: "function", function: lambda } as const;
  const front =
    topology.compute.kind === "lambda-rest-api"
      ? restApiFront(name, args, lambda, parent)
      : balancerFront(name, args, target, present(network, topology.profile, "network"), parent);
  return { front, ledger, instances: undefined };
}

/** Instances behind a load balancer. */
export function instanceCompute(
  name: string,
  args: ComputeArgs,
  stores: LedgerStores,
  { network, access }: { readonly network: RegionalNetwork; readonly access: InstanceAccess },
  parent: Parent,
): Compute {
  const { topology, role, provider, keyArn } = args;
  const target = { kind: "instances", securityGroupId: access.securityGroupId } as const;
  const { balancer, ...front } = balancerFront(name, args, target, network, parent);
  const instances = instanceService(
    name,
    {
      topology,
      role,
      provider,
      keyArn,
      roleArn: pulumi.output(args.roleArn),
      stores,
      network,
      access,
      balancer: present(balancer, topology.profile, "load balancer"),
    },
    parent,
  );
  return { front: { ...front, balancer }, ledger: undefined, instances };
}
