import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { TandemError } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { tagsOf } from "../names.ts";
import type { CertificateArns } from "./certificate-arns.ts";

export interface CustomDomainArgs {
  readonly topology: Topology;
  /** Whose region serves under the name. */
  readonly role: Role;
  readonly provider: aws.Provider;
  /** The issued certificates for the failover name; this region's must be among them. */
  readonly certificateArns: pulumi.Input<CertificateArns>;
  readonly stage: aws.apigateway.Stage;
}

/**
 * The failover name as a regional custom domain of this region's API. Both regions have one of the same name: DNS decides
 * which is asked, and each answers with a certificate and a Host that fit.
 *
 * ```ts
 * new CustomDomain("domain", { topology, role: "primary", provider, certificateArns, stage: api.nodes.stage });
 * ```
 *
 * Costs nothing.
 */
export class CustomDomain extends pulumi.ComponentResource {
  /** Host that DNS must answer for the name, `d-….execute-api.<region>.amazonaws.com`. */
  public readonly targetHostname: pulumi.Output<string>;
  public readonly nodes: {
    readonly domain: aws.apigateway.DomainName;
    readonly mapping: aws.apigateway.BasePathMapping;
  };

  constructor(name: string, args: CustomDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:CustomDomain", name, {}, opts);
    const { topology, role, provider, certificateArns, stage } = args;
    const { failoverName } = topology.domain;
    const domain = new aws.apigateway.DomainName(
      name,
      {
        domainName: failoverName,
        regionalCertificateArn: pulumi.output(certificateArns).apply((arns) => issued(arns, role)),
        endpointConfiguration: { types: "REGIONAL" },
        securityPolicy: "TLS_1_2",
        tags: tagsOf(topology, failoverName),
      },
      { parent: this, provider },
    );
    const mapping = new aws.apigateway.BasePathMapping(
      name,
      { domainName: domain.domainName, restApi: stage.restApi, stageName: stage.stageName },
      { parent: this, provider },
    );
    this.nodes = { domain, mapping };
    this.targetHostname = domain.regionalDomainName;
    this.registerOutputs({ targetHostname: this.targetHostname });
  }
}

/** @throws TandemError when foundation was deployed before the zone was delegated */
export function issued(arns: CertificateArns, role: Role): string {
  const arn = arns[role];
  if (arn !== undefined) return arn;
  throw new TandemError("certificate-missing", `the ${role} region has no issued certificate for the failover name`, {
    hint: "deploy global's foundation again: the topology says that the zone is delegated",
  });
}
