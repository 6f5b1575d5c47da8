import type { RegionalNames, Role } from "@tandem/config";
import { expect } from "vitest";

/** What a profile has before its functions, as tests of the regions' programs see it. */
interface RegionalFront {
  /** What it publishes of it. */
  readonly outputs: (region: string, names: RegionalNames) => Readonly<Record<string, unknown>>;
  /** What must hold among the outputs, by expectations. */
  readonly agree: (outputs: Readonly<Record<string, unknown>>) => void;
  readonly alarms: readonly string[];
  readonly taggable: readonly string[];
  readonly delegated: {
    /** Lines that an inventory has more. */
    readonly adds: readonly string[];
    /** What names the certificate. */
    readonly certified: string;
    readonly outputs: (region: string, role: Role) => Readonly<Record<string, unknown>>;
  };
}

const matching = (pattern: string): unknown => expect.stringMatching(new RegExp(`^${pattern}$`));
const escaped = (text: string) => text.replaceAll(".", String.raw`\.`);

const restApi: RegionalFront = {
  outputs: (region) => {
    const host = escaped(`execute-api.${region}.amazonaws.com`);
    return {
      apiId: matching("[0-9a-f]{10}"),
      apiEndpoint: matching(`https://[0-9a-f]{10}\\.${host}/prod`),
      apiHostname: matching(`[0-9a-f]{10}\\.${host}`),
      trafficHostname: matching(`[0-9a-f]{10}\\.${host}`),
    };
  },
  agree: ({ apiId, apiEndpoint, apiHostname, trafficHostname }) => {
    expect(apiEndpoint).toBe(`https://${String(apiHostname)}/prod`);
    expect(apiHostname).toMatch(new RegExp(`^${String(apiId)}\\.`));
    expect(trafficHostname).toBe(apiHostname);
  },
  alarms: ["api-server-errors", "api-latency"],
  taggable: ["aws:apigateway/restApi:RestApi", "aws:apigateway/stage:Stage"],
  delegated: {
    adds: [
      "aws:apigateway/basePathMapping:BasePathMapping service-domain",
      "aws:apigateway/domainName:DomainName service-domain",
      "tandem:compute:CustomDomain service-domain",
    ],
    certified: "aws:apigateway/domainName:DomainName service-domain",
    outputs: (region) => ({ trafficHostname: matching(escaped(`d-[0-9a-f]{10}.execute-api.${region}.amazonaws.com`)) }),
  },
};

const balancerHost = (region: string) => escaped(`[a-z0-9-]+.${region}.elb.amazonaws.com`);

const balancer: RegionalFront = {
  outputs: (region, { loadBalancer = "", targetGroup = "" }) => {
    const arn = `arn:aws:elasticloadbalancing:${region}:123456789012`;
    return {
      apiEndpoint: matching(`http://${balancerHost(region)}`),
      apiHostname: matching(balancerHost(region)),
      trafficHostname: matching(balancerHost(region)),
      trafficZoneId: "Z35SXDOTRQ7X7K",
      loadBalancerArn: matching(`${arn}:loadbalancer/app/${loadBalancer}/[0-9a-f]{16}`),
      targetGroupArn: matching(`${arn}:targetgroup/${targetGroup}/[0-9a-f]{16}`),
      vpcId: matching("vpc-[0-9a-f]{17}"),
    };
  },
  agree: ({ apiEndpoint, apiHostname, trafficHostname }) => {
    expect(apiEndpoint).toBe(`http://${String(apiHostname)}`);
    expect(trafficHostname).toBe(apiHostname);
  },
  alarms: ["target-health", "balancer-errors", "balancer-latency"],
  taggable: [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:lb/listener:Listener",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:lb/targetGroup:TargetGroup",
    "aws:ssm/parameter:Parameter",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  ],
  delegated: {
    adds: [
      "aws:lb/listener:Listener service-balancer-https",
      "aws:route53/record:Record service-name",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule service-balancer-https",
      "tandem:compute:RegionalNameRecord service-name",
    ],
    certified: "aws:lb/listener:Listener service-balancer-https",
    outputs: (region, role) => ({
      apiEndpoint: `https://${role}.api.pay.bank.co`,
      apiHostname: `${role}.api.pay.bank.co`,
      trafficHostname: matching(balancerHost(region)),
    }),
  },
};

/** By the name of a profile. */
export const regionalFronts = { "payments-us": restApi, "trading-serverless-us": balancer } as const;
export type FrontedProfile = keyof typeof regionalFronts;
