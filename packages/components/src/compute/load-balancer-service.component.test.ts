import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { balancedTopology, only, privateTopology, run, shape, tags, topologyOfProfile } from "../testing/topology.ts";
import { LedgerFunction } from "./ledger-function.ts";
import { LoadBalancerService } from "./load-balancer-service.ts";
import { RegionalNameRecord } from "./regional-name-record.ts";

const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/c1";
const subnetIds = ["subnet-1", "subnet-2"];
const make = (topology = balancedTopology) =>
  withMocks(() => {
    const { primary: provider } = regionalProviders(topology, ["primary"]);
    const place = { topology, role: "primary", provider } as const;
    const ledger = new LedgerFunction("ledger", {
      ...place,
      roleArn: "arn:aws:iam::123456789012:role/processor",
      keyArn: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
      workloadTableName: "ledger",
      controlTableName: "control",
    });
    const balancer = new LoadBalancerService("balancer", {
      ...place,
      vpcId: "vpc-1",
      subnetIds,
      target: { kind: "function", function: ledger.nodes.function },
      certificateArns: { primary: certificateArn },
    });
    return { metrics: balancer.metrics };
  }, run);
const plain = await make();
const secure = await make(topologyOfProfile("trading-serverless-us", { domain: "dr.bank.co", delegated: "true" }));
const kept = await make({ ...balancedTopology, retention: "keep" });
const lines = ({ resources }: typeof plain) => shape(resources).filter((line) => line.includes("balancer"));
const group = "aws:lb/targetGroup:TargetGroup";
const targetGroupArn = only(plain.resources, "tandem:compute:LoadBalancerService").outputs?.["targetGroupArn"];
const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:dr-processor-us-east-1-production-primary-dev1";

describe("LoadBalancerService", () => {
  it("makes a balancer with one target and one listener, and a group that admits what it listens on", () => {
    expect(lines(plain)).toEqual([
      "aws:ec2/securityGroup:SecurityGroup balancer < balancer @ aws-primary",
      "aws:lambda/permission:Permission balancer < balancer @ aws-primary",
      "aws:lb/listener:Listener balancer-http < balancer @ aws-primary",
      "aws:lb/loadBalancer:LoadBalancer balancer < balancer @ aws-primary",
      "aws:lb/targetGroup:TargetGroup balancer < balancer @ aws-primary",
      "aws:lb/targetGroupAttachment:TargetGroupAttachment balancer < balancer @ aws-primary",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule balancer-http < balancer @ aws-primary",
      "tandem:compute:LoadBalancerService balancer < stack @ none",
    ]);
  });

  it("closes connections early, drops malformed headers and may be deleted", () => {
    const { inputs } = only(plain.resources, "aws:lb/loadBalancer:LoadBalancer");
    expect(inputs).toEqual({
      name: expect.stringMatching(/^dr-alb-us-east-1-producti-[0-9a-f]{6}$/),
      loadBalancerType: "application",
      internal: false,
      subnets: subnetIds,
      securityGroups: [expect.stringMatching(/^sg-[0-9a-f]{17}$/)],
      clientKeepAlive: 180,
      idleTimeout: 60,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
      tags: tags("dr-alb-us-east-1-production-primary-dev1", balancedTopology),
    });
    const protectedOne = only(kept.resources, "aws:lb/loadBalancer:LoadBalancer").inputs;
    expect(protectedOne["enableDeletionProtection"]).toBe(true);
  });

  it("waits longer than the function may take", async () => {
    const { resources } = await make({ ...privateTopology, store: "dynamodb" });
    expect(only(resources, "aws:lb/loadBalancer:LoadBalancer").inputs["idleTimeout"]).toBe(310);
  });

  it("asks the function whether it could serve", () => {
    expect(only(plain.resources, group).inputs).toEqual({
      name: expect.stringMatching(/^dr-tg-us-east-1-productio-[0-9a-f]{6}$/),
      targetType: "lambda",
      healthCheck: {
        enabled: true,
        path: "/ready",
        matcher: "200",
        interval: 35,
        timeout: 10,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
      tags: tags("dr-tg-us-east-1-production-primary-dev1", balancedTopology),
    });
  });

  it("may invoke the function for this group alone, before the function is its target", () => {
    const permission = only(plain.resources, "aws:lambda/permission:Permission");
    expect(permission.inputs).toEqual({
      statementId: "load-balancer",
      action: "lambda:InvokeFunction",
      function: "dr-processor-us-east-1-production-primary-dev1",
      principal: "elasticloadbalancing.amazonaws.com",
      sourceArn: targetGroupArn,
    });
    const attachment = only(plain.resources, "aws:lb/targetGroupAttachment:TargetGroupAttachment");
    expect(attachment.inputs).toEqual({ targetGroupArn, targetId: functionArn });
    expect(attachment.dependsOn).toContain("balancer");
  });

  it("admits clients by HTTP and lets nothing out", () => {
    expect(only(plain.resources, "aws:ec2/securityGroup:SecurityGroup").inputs).toEqual({
      name: "dr-alb-access-us-east-1-production-primary-dev1",
      description: "load balancer of the region",
      vpcId: "vpc-1",
      tags: tags("dr-alb-access-us-east-1-production-primary-dev1", balancedTopology),
    });
    expect(only(plain.resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs).toMatchObject({
      description: "clients by HTTP",
      ipProtocol: "tcp",
      fromPort: 80,
      toPort: 80,
      cidrIpv4: "0.0.0.0/0",
    });
    expect(plain.resources.filter(({ type }) => type.includes("Egress"))).toEqual([]);
  });

  it("serves by HTTP where nobody could validate a certificate", () => {
    expect(only(plain.resources, "aws:lb/listener:Listener").inputs).toMatchObject({
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn }],
    });
  });

  it("serves by TLS where the domain is delegated, and sends HTTP there", () => {
    expect(lines(secure).filter((line) => !lines(plain).includes(line))).toEqual([
      "aws:lb/listener:Listener balancer-https < balancer @ aws-primary",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule balancer-https < balancer @ aws-primary",
    ]);
    const listener = "aws:lb/listener:Listener";
    expect(only(secure.resources, listener, "balancer-http").inputs).toMatchObject({
      port: 80,
      defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
    });
    expect(only(secure.resources, listener, "balancer-https").inputs).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      certificateArn,
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      defaultActions: [{ type: "forward" }],
    });
  });

  it("is known to CloudWatch by the ends of its ARNs", () => {
    expect(plain.outputs.metrics).toEqual({
      loadBalancer: expect.stringMatching(/^app\/dr-alb-us-east-1-producti-[0-9a-f]{6}\/[0-9a-f]{16}$/),
      targetGroup: String(targetGroupArn).split(":").at(-1),
    });
  });
});

describe("the function behind it", () => {
  it("has its concurrency, and is in no network where there are no private subnets", () => {
    const { inputs } = only(plain.resources, "aws:lambda/function:Function");
    expect(inputs).toMatchObject({ memorySize: 512, timeout: 10, reservedConcurrentExecutions: 100 });
    expect(inputs).not.toHaveProperty("vpcConfig");
  });
});

describe("RegionalNameRecord", () => {
  it("leads to one region's balancer, whatever its health", async () => {
    const topology = topologyOfProfile("trading-serverless-us", { domain: "dr.bank.co", delegated: "true" });
    const { resources, outputs } = await withMocks(() => {
      const { standby: provider } = regionalProviders(topology, ["standby"]);
      const target = { hostname: "a.us-west-2.elb.amazonaws.com", zoneId: "Z9" };
      return new RegionalNameRecord("name", { topology, role: "standby", provider, zoneId: "Z1", target }).hostname;
    }, run);
    expect(outputs).toBe("standby.api.dr.bank.co");
    expect(only(resources, "aws:route53/record:Record").inputs).toEqual({
      zoneId: "Z1",
      name: "standby.api.dr.bank.co",
      type: "A",
      aliases: [{ name: "a.us-west-2.elb.amazonaws.com", zoneId: "Z9", evaluateTargetHealth: false }],
    });
  });
});
