import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { databasePort } from "../database/engine.ts";
import { fullName, tagsOf } from "../names.ts";
import { regionalName } from "../parts.ts";

/** A client of a region's database. */
export interface DatabaseClient {
  readonly topology: Topology;
  readonly role: Role;
  /** A word for it. */
  readonly client: string;
  readonly clientGroupId: pulumi.Input<string>;
  readonly databaseGroupId: pulumi.Input<string>;
}

type DatabaseRules = readonly [aws.vpc.SecurityGroupIngressRule, aws.vpc.SecurityGroupEgressRule];

export interface DatabaseAccessArgs {
  readonly topology: Topology;
  /** Whose region it is in. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly vpcId: pulumi.Input<string>;
  /** Security groups of those that reach the database, each by a word for it. */
  readonly clients: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Who reaches a region's database: a security group for its instances that admits PostgreSQL from the groups of its clients
 * and lets nothing out, and for each of these groups the way there.
 *
 * ```ts
 * new DatabaseAccess("access", { topology, role: "primary", provider, vpcId, clients: { functions: securityGroupId } });
 * ```
 *
 * Costs nothing.
 */
export class DatabaseAccess extends pulumi.ComponentResource {
  public readonly securityGroupId: pulumi.Output<string>;
  public readonly nodes: {
    readonly securityGroup: aws.ec2.SecurityGroup;
    readonly rules: readonly DatabaseRules[number][];
  };

  constructor(name: string, args: DatabaseAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:network:DatabaseAccess", name, {}, opts);
    const { topology, role, provider, vpcId, clients } = args;
    const child = { parent: this, provider };
    const tags = tagsOf(topology, fullName(topology, "databaseSecurityGroup", role));
    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      {
        name: regionalName(topology, role, "databaseSecurityGroup"),
        description: "database of the region",
        vpcId,
        tags,
      },
      child,
    );
    const rules = Object.entries(clients).flatMap(([client, clientGroupId]) =>
      databaseRules(
        `${name}-${client}`,
        { topology, role, client, clientGroupId, databaseGroupId: securityGroup.id },
        child,
      ),
    );
    this.nodes = { securityGroup, rules };
    this.securityGroupId = securityGroup.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }
}

/** What lets a client's security group reach a region's database: into the database's, and out of its own. */
function databaseRules(
  name: string,
  { topology, role, client, clientGroupId, databaseGroupId }: DatabaseClient,
  opts: pulumi.CustomResourceOptions,
): DatabaseRules {
  const tags = tagsOf(topology, fullName(topology, "databaseSecurityGroup", role));
  const port = { ipProtocol: "tcp", fromPort: databasePort, toPort: databasePort, tags };
  return [
    new aws.vpc.SecurityGroupIngressRule(
      name,
      {
        ...port,
        securityGroupId: databaseGroupId,
        description: `${client} by PostgreSQL`,
        referencedSecurityGroupId: clientGroupId,
      },
      opts,
    ),
    new aws.vpc.SecurityGroupEgressRule(
      name,
      {
        ...port,
        securityGroupId: clientGroupId,
        description: "the region's database",
        referencedSecurityGroupId: databaseGroupId,
      },
      opts,
    ),
  ];
}
