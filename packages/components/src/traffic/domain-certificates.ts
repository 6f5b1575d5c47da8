import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { roles } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import type { CertificateArns } from "../compute/certificate-arns.ts";
import { regionalHostname } from "../compute/regional-name-record.ts";
import { tagsOf } from "../names.ts";

export interface DomainCertificatesArgs {
  readonly topology: Topology;
  /** One provider per region. */
  readonly providers: Readonly<Record<Role, aws.Provider>>;
  /** The environment's zone, where ACM looks for its record. */
  readonly zoneId: pulumi.Input<string>;
}

/**
 * A certificate for the failover name in each region, since each region's API serves under it. What is made follows
 * the domain mode: `none` makes nothing; a zone that is not delegated yet gets its certificates and the record that
 * validates them; a delegated one also waits until they are issued.
 *
 * ```ts
 * new DomainCertificates("certificates", { topology, providers, zoneId: zone.zoneId });
 * ```
 *
 * Costs nothing.
 */
export class DomainCertificates extends pulumi.ComponentResource {
  /** The issued ones; none where the zone is not delegated. */
  public readonly certificateArns: pulumi.Output<CertificateArns>;
  public readonly nodes: {
    readonly certificates: Readonly<Record<Role, aws.acm.Certificate>> | undefined;
    readonly record: aws.route53.Record | undefined;
    /** Of the names that each region's load balancer has for itself. */
    readonly regionalRecords: readonly aws.route53.Record[];
    readonly validations: Readonly<Record<Role, aws.acm.CertificateValidation>> | undefined;
  };

  constructor(name: string, args: DomainCertificatesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:traffic:DomainCertificates", name, {}, opts);
    const { mode, delegated } = args.topology.domain;
    const certificates =
      mode === "none"
        ? undefined
        : {
            primary: this.createCertificate(name, args, "primary"),
            standby: this.createCertificate(name, args, "standby"),
          };
    const { failoverName } = args.topology.domain;
    // It validates both: it is of the domain and the account, not of the region.
    const record = certificates && this.createRecord(name, args, certificates.primary, failoverName);
    const regionalRecords =
      certificates === undefined
        ? []
        : roles.flatMap((role) =>
            ownNames(args.topology, role).map((own) =>
              this.createRecord(`${name}-${role}`, args, certificates[role], own),
            ),
          );
    const validations =
      certificates && record && delegated
        ? this.createValidations(name, args, certificates, [record, ...regionalRecords])
        : undefined;
    this.nodes = { certificates, record, regionalRecords, validations };
    this.certificateArns = pulumi.output(
      validations === undefined
        ? {}
        : { primary: validations.primary.certificateArn, standby: validations.standby.certificateArn },
    );
    this.registerOutputs({ certificateArns: this.certificateArns });
  }

  private createCertificate(name: string, { topology, providers }: DomainCertificatesArgs, role: Role) {
    const own = ownNames(topology, role);
    return new aws.acm.Certificate(
      `${name}-${role}`,
      {
        domainName: topology.domain.failoverName,
        ...(own.length === 0 ? {} : { subjectAlternativeNames: own }),
        validationMethod: "DNS",
        tags: tagsOf(topology, topology.domain.failoverName),
      },
      { parent: this, provider: providers[role] },
    );
  }

  private createRecord(
    name: string,
    { providers, zoneId }: DomainCertificatesArgs,
    certificate: aws.acm.Certificate,
    domainName: string,
  ) {
    const asked = askedRecord(certificate.domainValidationOptions, domainName);
    return new aws.route53.Record(
      name,
      {
        zoneId,
        name: asked.name,
        type: asked.type,
        records: [asked.value],
        ttl: 300,
      },
      { parent: this, provider: providers.primary },
    );
  }

  private createValidations(
    name: string,
    { providers }: DomainCertificatesArgs,
    certificates: Readonly<Record<Role, aws.acm.Certificate>>,
    records: readonly aws.route53.Record[],
  ): Readonly<Record<Role, aws.acm.CertificateValidation>> {
    const validation = (role: Role) =>
      new aws.acm.CertificateValidation(
        `${name}-${role}`,
        { certificateArn: certificates[role].arn },
        { parent: this, provider: providers[role], dependsOn: [...records] },
      );
    return { primary: validation("primary"), standby: validation("standby") };
  }
}

type ValidationOption = aws.types.output.acm.CertificateDomainValidationOption;

/** What a region's certificate is for beside the failover name: its load balancer's own name. REST APIs have AWS's. */
function ownNames(topology: Topology, role: Role): string[] {
  return topology.compute.kind === "lambda-rest-api" ? [] : [regionalHostname(topology, role)];
}

/**
 * The record that ACM asks for a name of a certificate. Should it ask for none, each value is undefined, and
 * the engine refuses the record by the names of what it lacks; an error thrown here would reach nobody.
 */
export function askedRecord(options: pulumi.Output<ValidationOption[]>, domainName: string) {
  const option = options.apply((all) => all.find((each) => each.domainName === domainName) as ValidationOption);
  return { name: option.resourceRecordName, type: option.resourceRecordType, value: option.resourceRecordValue };
}
