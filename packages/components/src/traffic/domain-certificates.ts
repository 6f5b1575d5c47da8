import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import type { CertificateArns } from "../compute/certificate-arns.ts";
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
    const record = certificates && this.createRecord(name, args, certificates.primary);
    const validations =
      certificates && record && delegated ? this.createValidations(name, args, certificates, record) : undefined;
    this.nodes = { certificates, record, validations };
    this.certificateArns = pulumi.output(
      validations === undefined
        ? {}
        : { primary: validations.primary.certificateArn, standby: validations.standby.certificateArn },
    );
    this.registerOutputs({ certificateArns: this.certificateArns });
  }

  private createCertificate(name: string, { topology, providers }: DomainCertificatesArgs, role: Role) {
    return new aws.acm.Certificate(
      `${name}-${role}`,
      {
        domainName: topology.domain.failoverName,
        validationMethod: "DNS",
        tags: tagsOf(topology, topology.domain.failoverName),
      },
      { parent: this, provider: providers[role] },
    );
  }

  /** One record validates both: it is of the domain and the account, not of the region. */
  private createRecord(name: string, { providers, zoneId }: DomainCertificatesArgs, certificate: aws.acm.Certificate) {
    const asked = askedRecord(certificate.domainValidationOptions);
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
    record: aws.route53.Record,
  ): Readonly<Record<Role, aws.acm.CertificateValidation>> {
    const validation = (role: Role) =>
      new aws.acm.CertificateValidation(
        `${name}-${role}`,
        { certificateArn: certificates[role].arn },
        { parent: this, provider: providers[role], dependsOn: record },
      );
    return { primary: validation("primary"), standby: validation("standby") };
  }
}

type ValidationOption = aws.types.output.acm.CertificateDomainValidationOption;

/**
 * The record that ACM asks for; a certificate for one name has one. Should it ask for none, each value is undefined, and
 * the engine refuses the record by the names of what it lacks; an error thrown here would reach nobody.
 */
export function askedRecord(options: pulumi.Output<ValidationOption[]>) {
  const option = options.apply(([first]) => first as ValidationOption);
  return { name: option.resourceRecordName, type: option.resourceRecordType, value: option.resourceRecordValue };
}
