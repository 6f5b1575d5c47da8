import { requireEnvironment, topologyOf } from "@tandem/config";
import type { EnvironmentInput } from "@tandem/config";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { CustomDomain, issued } from "../compute/custom-domain.ts";
import { LedgerFunction } from "../compute/ledger-function.ts";
import { RestApi } from "../compute/rest-api.ts";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, tags, topology, topologyOfProfile } from "../testing/topology.ts";
import { DomainCertificates } from "./domain-certificates.ts";
import { FailoverZone } from "./failover-zone.ts";

const topologyWith = (change: Partial<EnvironmentInput>) =>
  topologyOf(
    requireEnvironment({
      environment: "dev",
      profile: "payments-us",
      environmentSuffix: "dev1",
      accountId: "123456789012",
      domain: "pay.bank.co",
      primaryRegion: undefined,
      standbyRegion: undefined,
      ...change,
    }),
  );
const modes = {
  none: topology,
  external: topologyWith({}),
  externalDelegated: topologyWith({ delegated: "true" }),
  delegated: topologyWith({ domainMode: "delegated", parentZoneId: "Z123" }),
};
const make = (mode: keyof typeof modes) =>
  withMocks(() => {
    const given = modes[mode];
    const providers = regionalProviders(given, ["primary", "standby"]);
    const zone = new FailoverZone("zone", { topology: given, provider: providers.primary });
    return new DomainCertificates("certificates", { topology: given, providers, zoneId: zone.zoneId }).certificateArns;
  }, run);
const made = {
  none: await make("none"),
  external: await make("external"),
  externalDelegated: await make("externalDelegated"),
  delegated: await make("delegated"),
};
const awsShape = (mode: keyof typeof modes) => shape(made[mode].resources).filter((line) => line.startsWith("aws:"));

const zone = "aws:route53/zone:Zone zone < zone @ aws-primary";
const certificates = [
  "aws:acm/certificate:Certificate certificates-primary < certificates @ aws-primary",
  "aws:acm/certificate:Certificate certificates-standby < certificates @ aws-standby",
];
const validations = [
  "aws:acm/certificateValidation:CertificateValidation certificates-primary < certificates @ aws-primary",
  "aws:acm/certificateValidation:CertificateValidation certificates-standby < certificates @ aws-standby",
];
const validationRecord = "aws:route53/record:Record certificates < certificates @ aws-primary";
const delegation = "aws:route53/record:Record zone-delegation < zone @ aws-primary";

describe("the domain mode", () => {
  it("none makes a zone and no certificate", () => {
    expect(awsShape("none")).toEqual([zone]);
    expect(made.none.outputs).toEqual({});
  });

  it("external makes certificates and their record, and waits for nobody", () => {
    expect(awsShape("external")).toEqual([...certificates, validationRecord, zone]);
    expect(made.external.outputs).toEqual({});
  });

  it("external, once people have delegated the zone, waits for the certificates", () => {
    expect(awsShape("externalDelegated")).toEqual([...certificates, ...validations, validationRecord, zone]);
    expect(made.externalDelegated.outputs).toEqual({
      primary: expect.stringMatching(/^arn:aws:acm:us-east-1:123456789012:certificate\//),
      standby: expect.stringMatching(/^arn:aws:acm:us-east-2:123456789012:certificate\//),
    });
  });

  it("delegated also delegates the zone", () => {
    expect(awsShape("delegated")).toEqual([...certificates, ...validations, validationRecord, delegation, zone]);
    const { inputs } = only(made.delegated.resources, "aws:route53/record:Record", "zone-delegation");
    expect(inputs).toEqual({
      zoneId: "Z123",
      name: "pay.bank.co",
      type: "NS",
      records: ["ns-0.awsdns-00.com", "ns-1.awsdns-01.net", "ns-2.awsdns-02.org", "ns-3.awsdns-03.co.uk"],
      ttl: 300,
    });
  });
});

describe("DomainCertificates", () => {
  const { resources } = made.delegated;

  it("asks for the failover name, with DNS validation", () => {
    expect(only(resources, "aws:acm/certificate:Certificate", "certificates-standby").inputs).toEqual({
      domainName: "api.pay.bank.co",
      validationMethod: "DNS",
      tags: tags("api.pay.bank.co"),
    });
  });

  it("validates both with one record in the environment's zone, and waits after it", () => {
    expect(only(resources, "aws:route53/record:Record", "certificates").inputs).toEqual({
      zoneId: only(resources, "tandem:traffic:FailoverZone").outputs?.["zoneId"],
      name: expect.stringMatching(/^_[0-9a-f]{32}\.api\.pay\.bank\.co$/),
      type: "CNAME",
      records: [expect.stringMatching(/^_[0-9a-f]{32}\.acm-validations\.aws$/)],
      ttl: 300,
    });
    const waiting = only(resources, "aws:acm/certificateValidation:CertificateValidation", "certificates-standby");
    expect(waiting.inputs).toEqual({ certificateArn: made.delegated.outputs.standby });
    expect(waiting.dependsOn).toContain("certificates");
  });
});

describe("DomainCertificates of load balancers", () => {
  it("are also for each region's own name, which a record of its own validates", async () => {
    const given = topologyOfProfile("trading-serverless-us", { domain: "dr.bank.co", delegated: "true" });
    const { resources } = await withMocks(() => {
      const providers = regionalProviders(given, ["primary", "standby"]);
      new DomainCertificates("certificates", { topology: given, providers, zoneId: "Z1" });
    }, run);
    expect(shape(resources).filter((line) => line.includes("Record"))).toEqual([
      "aws:route53/record:Record certificates < certificates @ aws-primary",
      "aws:route53/record:Record certificates-primary < certificates @ aws-primary",
      "aws:route53/record:Record certificates-standby < certificates @ aws-primary",
    ]);
    expect(only(resources, "aws:acm/certificate:Certificate", "certificates-standby").inputs).toMatchObject({
      domainName: "api.dr.bank.co",
      subjectAlternativeNames: ["standby.api.dr.bank.co"],
    });
    expect(only(resources, "aws:route53/record:Record", "certificates-standby").inputs["name"]).toMatch(
      /^_[0-9a-f]{32}\.standby\.api\.dr\.bank\.co$/,
    );
    const waiting = only(resources, "aws:acm/certificateValidation:CertificateValidation", "certificates-primary");
    expect(waiting.dependsOn).toEqual(expect.arrayContaining(["certificates", "certificates-primary"]));
  });
});

describe("CustomDomain", () => {
  const certificateArns = { primary: "arn:aws:acm:us-east-1:123456789012:certificate/c1" };

  it("serves the failover name from this region's stage", async () => {
    const given = modes.delegated;
    const { resources, outputs } = await withMocks(() => {
      const { primary: provider } = regionalProviders(given, ["primary"]);
      const place = { topology: given, role: "primary", provider } as const;
      const ledger = new LedgerFunction("ledger", {
        ...place,
        roleArn: "arn:aws:iam::123456789012:role/processor",
        keyArn: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
        workloadTableName: "ledger",
        controlTableName: "control",
      });
      const api = new RestApi("api", {
        provider,
        region: "us-east-1",
        name: "ledger-api",
        description: "ledger",
        stageName: "prod",
        tags: {},
        function: ledger.nodes.function,
        functionName: "ledger",
      });
      const domain = new CustomDomain("domain", { ...place, certificateArns, stage: api.nodes.stage });
      return { apiId: api.apiId, target: domain.targetHostname };
    }, run);
    expect(only(resources, "aws:apigateway/domainName:DomainName").inputs).toEqual({
      domainName: "api.pay.bank.co",
      regionalCertificateArn: certificateArns.primary,
      endpointConfiguration: { types: "REGIONAL" },
      securityPolicy: "TLS_1_2",
      tags: tags("api.pay.bank.co"),
    });
    expect(only(resources, "aws:apigateway/basePathMapping:BasePathMapping").inputs).toEqual({
      domainName: "api.pay.bank.co",
      restApi: outputs.apiId,
      stageName: "prod",
    });
    expect(outputs.target).toMatch(/^d-[0-9a-f]{10}\.execute-api\.us-east-1\.amazonaws\.com$/);
    expect(only(resources, "tandem:compute:CustomDomain").outputs).toEqual({ targetHostname: outputs.target });
  });

  it("refuses to serve without a certificate, and says which stack makes it", () => {
    expect(issued(certificateArns, "primary")).toBe(certificateArns.primary);
    expect(() => issued(certificateArns, "standby")).toThrow(
      expect.objectContaining({
        code: "certificate-missing",
        message: "the standby region has no issued certificate for the failover name",
      }),
    );
  });
});
