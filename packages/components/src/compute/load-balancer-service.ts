import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { fullName, tagsOf } from "../names.ts";
import { computeOf, regionalName } from "../parts.ts";
import type { BalancerMetrics } from "../observability/balancer-metrics.ts";
import { functionTarget, instanceTarget } from "./balancer-targets.ts";
import type { BalancerTarget } from "./balancer-targets.ts";
import type { CertificateArns } from "./certificate-arns.ts";
import { issued } from "./custom-domain.ts";

export interface LoadBalancerServiceArgs {
  readonly topology: Topology;
  /** Whose region it serves. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly vpcId: pulumi.Input<string>;
  /** Public ones, in two zones at least. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** What is behind every path. */
  readonly target: BalancerTarget;
  /** The issued certificates for the failover name, which a delegated domain has. */
  readonly certificateArns: pulumi.Input<CertificateArns>;
}

/** How long a client may keep its connection, seconds: a client that stays on a region that was left would go on asking it. */
const clientKeepAliveSeconds = 180;

/** AWS's own, and what a longer-running function needs beyond its time-out. Seconds. */
const idle = { usual: 60, spare: 10 } as const;

/** TLS 1.2 and 1.3. Source: "Security policies for your Application Load Balancer". */
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/**
 * A public Application Load Balancer that hands every request to one function, or to instances. Where the domain is delegated it listens on
 * 443 with the failover name's certificate, and sends who comes to 80 there; else nobody could validate a certificate, and it
 * listens on 80. Its security group admits these ports and lets nothing out, since Lambda is invoked, not connected to, but to
 * the port of instances.
 *
 * A function's `/ready` is the target's health, so that a standby that could not serve is seen before it has to. Instances are
 * asked whether they serve at all: one that is found unhealthy is replaced, and to replace them all since their database is
 * away would help nobody.
 *
 * ```ts
 * new LoadBalancerService("balancer", {
 *   topology, role: "primary", provider, vpcId, subnetIds, target: { kind: "function", function: lambda }, certificateArns,
 * });
 * ```
 *
 * Costs a balancer per hour, and two public addresses or three.
 */
export class LoadBalancerService extends pulumi.ComponentResource {
  /** Host that DNS answers with the balancer's addresses. */
  public readonly hostname: pulumi.Output<string>;
  /** The hosted zone of that host, which an alias names. */
  public readonly zoneId: pulumi.Output<string>;
  public readonly loadBalancerArn: pulumi.Output<string>;
  public readonly targetGroupArn: pulumi.Output<string>;
  /** What CloudWatch knows the two by. */
  public readonly metrics: BalancerMetrics;
  public readonly nodes: {
    readonly securityGroup: aws.ec2.SecurityGroup;
    readonly loadBalancer: aws.lb.LoadBalancer;
    readonly targetGroup: aws.lb.TargetGroup;
    /** What lets the balancer reach a function, or instances. */
    readonly ways: readonly pulumi.Resource[];
    readonly listeners: readonly aws.lb.Listener[];
  };

  constructor(name: string, args: LoadBalancerServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:LoadBalancerService", name, {}, opts);
    const securityGroup = this.createSecurityGroup(name, args);
    const loadBalancer = this.createLoadBalancer(name, args, securityGroup);
    const { targetGroup, ways } =
      args.target.kind === "function"
        ? functionTarget(name, args, args.target.function, this)
        : instanceTarget(
            name,
            args,
            { instancesGroupId: args.target.securityGroupId, balancerGroup: securityGroup },
            this,
          );
    const listeners = this.createListeners(name, args, loadBalancer, targetGroup);
    this.nodes = { securityGroup, loadBalancer, targetGroup, ways, listeners };
    this.hostname = loadBalancer.dnsName;
    this.zoneId = loadBalancer.zoneId;
    this.loadBalancerArn = loadBalancer.arn;
    this.targetGroupArn = targetGroup.arn;
    this.metrics = { loadBalancer: loadBalancer.arnSuffix, targetGroup: targetGroup.arnSuffix };
    this.registerOutputs({
      hostname: this.hostname,
      zoneId: this.zoneId,
      loadBalancerArn: this.loadBalancerArn,
      targetGroupArn: this.targetGroupArn,
    });
  }

  private createSecurityGroup(name: string, { topology, role, provider, vpcId }: LoadBalancerServiceArgs) {
    const tags = tagsOf(topology, fullName(topology, "loadBalancerSecurityGroup", role));
    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      {
        name: regionalName(topology, role, "loadBalancerSecurityGroup"),
        description: "load balancer of the region",
        vpcId,
        tags,
      },
      { parent: this, provider },
    );
    for (const { protocol, port } of listenedPorts(topology)) {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-${protocol.toLowerCase()}`,
        {
          securityGroupId: securityGroup.id,
          description: `clients by ${protocol}`,
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
          cidrIpv4: "0.0.0.0/0",
          tags,
        },
        { parent: this, provider },
      );
    }
    return securityGroup;
  }

  private createLoadBalancer(
    name: string,
    { topology, role, provider, subnetIds }: LoadBalancerServiceArgs,
    securityGroup: aws.ec2.SecurityGroup,
  ) {
    const compute = computeOf(topology, "lambda-alb", "ec2-asg");
    const longest = compute.kind === "lambda-alb" ? compute.timeoutSeconds + idle.spare : idle.usual;
    return new aws.lb.LoadBalancer(
      name,
      {
        name: regionalName(topology, role, "loadBalancer"),
        loadBalancerType: "application",
        internal: false,
        subnets: subnetIds,
        securityGroups: [securityGroup.id],
        clientKeepAlive: clientKeepAliveSeconds,
        idleTimeout: Math.max(idle.usual, longest),
        dropInvalidHeaderFields: true,
        enableDeletionProtection: topology.retention === "keep",
        tags: tagsOf(topology, fullName(topology, "loadBalancer", role)),
      },
      { parent: this, provider },
    );
  }

  private createListeners(
    name: string,
    { topology, role, provider, certificateArns }: LoadBalancerServiceArgs,
    loadBalancer: aws.lb.LoadBalancer,
    targetGroup: aws.lb.TargetGroup,
  ): readonly aws.lb.Listener[] {
    const tags = tagsOf(topology, fullName(topology, "loadBalancer", role));
    const child = { parent: this, provider };
    const loadBalancerArn = loadBalancer.arn;
    const forward = { type: "forward", targetGroupArn: targetGroup.arn };
    const toTls = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
    const { delegated } = topology.domain;
    const http = new aws.lb.Listener(
      `${name}-http`,
      { loadBalancerArn, port: 80, protocol: "HTTP", defaultActions: [delegated ? toTls : forward], tags },
      child,
    );
    if (!delegated) return [http];
    const certificateArn = pulumi.output(certificateArns).apply((arns) => issued(arns, role));
    const https = new aws.lb.Listener(
      `${name}-https`,
      {
        loadBalancerArn,
        port: 443,
        protocol: "HTTPS",
        certificateArn,
        sslPolicy,
        defaultActions: [forward],
        tags,
      },
      child,
    );
    return [http, https];
  }
}

/** What clients come by. */
function listenedPorts({
  domain,
}: Topology): readonly { readonly protocol: "HTTP" | "HTTPS"; readonly port: number }[] {
  const http = { protocol: "HTTP", port: 80 } as const;
  return domain.delegated ? [http, { protocol: "HTTPS", port: 443 }] : [http];
}
