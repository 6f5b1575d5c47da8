import { join } from "node:path";
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { authoritiesPath } from "@tandem/config/user-data";
import { bundle } from "@tandem/handlers/bundle";
import { autoScalingRoleArn, serviceKeys } from "../arns.ts";
import { fullName, nameWithin, tagsOf } from "../names.ts";
import { InstanceAccess } from "../network/instance-access.ts";
import type { RegionalNetwork } from "../network/regional-network.ts";
import { computeOf, regionalName } from "../parts.ts";
import { AutoScalingService } from "./auto-scaling-service.ts";
import type { Named } from "./auto-scaling-service.ts";
import { ledgerEnvironment } from "./ledger-environment.ts";
import type { LedgerStores } from "./ledger-environment.ts";
import type { LoadBalancerService } from "./load-balancer-service.ts";
import { ServiceArtifact } from "./service-artifact.ts";

interface Place {
  readonly topology: Topology;
  readonly role: Role;
  readonly provider: aws.Provider;
}

type Parent = { readonly parent: pulumi.Resource };

export interface InstanceServiceArgs extends Place {
  /** The instances' role. */
  readonly roleArn: pulumi.Output<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
  readonly stores: LedgerStores;
  readonly network: RegionalNetwork;
  readonly access: InstanceAccess;
  readonly balancer: LoadBalancerService;
}

/** The way to a region's instances and from them, where the profile has such. */
export function instanceAccessFor(
  name: string,
  { topology, role, provider }: Place,
  network: RegionalNetwork | undefined,
  parent: Parent,
): InstanceAccess | undefined {
  if (topology.compute.kind !== "ec2-asg" || network === undefined) return undefined;
  return new InstanceAccess(`${name}-access`, { topology, role, provider, vpcId: network.vpcId }, parent);
}

/** The region's instances with the program that they run, behind its balancer. */
export function instanceService(name: string, args: InstanceServiceArgs, { parent }: Parent): AutoScalingService {
  const { topology, role, provider, keyArn, stores, network, access, balancer } = args;
  const { instanceType, capacity, warmPool, port } = computeOf(topology, "ec2-asg");
  const bucketName = topology.names[role].documentsBucket;
  const artifact = new ServiceArtifact(
    `${name}-artifact`,
    {
      provider,
      bucketName,
      keys: serviceKeys(topology, role),
      keyArn,
      file: join(bundle("ledger-server").directory, "index.mjs"),
      environment: environmentOf(topology, role, stores, port),
      tags: tagsOf(topology, fullName(topology, "processor", role)),
    },
    { parent },
  );
  return new AutoScalingService(
    `${name}-instances`,
    {
      provider,
      region: topology.regions[role],
      names: namesOf(topology, role),
      tags: topology.tags,
      retention: topology.retention,
      logRetentionDays: topology.logRetentionDays,
      instanceType,
      capacity: capacity[role],
      warmPool,
      subnetIds: network.privateSubnetIds,
      securityGroupIds: [access.securityGroupId],
      targetGroup: {
        arn: balancer.targetGroupArn,
        arnSuffix: balancer.metrics.targetGroup,
        loadBalancerArnSuffix: balancer.metrics.loadBalancer,
      },
      roleName: args.roleArn.apply((arn) => arn.slice(arn.lastIndexOf("/") + 1)),
      keyArn,
      serviceLinkedRoleArn: autoScalingRoleArn(topology),
      artifact: { bucketName, program: artifact.program, configuration: artifact.configuration },
      // An instance fetches what it runs through the network, and a group of targets that nobody asks for has no health.
      after: [network, access, balancer],
    },
    { parent },
  );
}

/** The variables of the program. */
function environmentOf(topology: Topology, role: Role, stores: LedgerStores, port: number) {
  const ledger = ledgerEnvironment({ ...stores, topology, role, service: "processor", caFile: authoritiesPath });
  return { ...ledger, PORT: String(port), AWS_REGION: topology.regions[role] };
}

/** Instances and their profile are called like what they belong to. */
function namesOf(topology: Topology, role: Role) {
  const named = (part: "autoScalingGroup" | "launchTemplate" | "instanceRole" | "instanceLogGroup"): Named => ({
    name: regionalName(topology, role, part),
    fullName: fullName(topology, part, role),
  });
  return {
    autoScalingGroup: named("autoScalingGroup"),
    launchTemplate: named("launchTemplate"),
    scalingPolicies: { cpu: nameWithin(topology, "cpu"), requests: nameWithin(topology, "requests") },
    instanceProfile: named("instanceRole"),
    logGroup: named("instanceLogGroup"),
  };
}
