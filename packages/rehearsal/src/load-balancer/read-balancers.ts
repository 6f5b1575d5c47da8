import {
  DescribeLoadBalancerAttributesCommand,
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type {
  Action as AwsAction,
  Listener as AwsListener,
  TargetGroup as AwsTargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { everyItem } from "../plugin/catalogue/calls.ts";
import { attributesFrom, listenersOf } from "../plugin/catalogue/lb/shared.ts";
import type { Attributes } from "../plugin/catalogue/lb/shared.ts";
import { fromGroupAttributes } from "../plugin/catalogue/lb/target-group-settings.ts";
import type { CallContext } from "../plugin/entry.ts";
import type { Action, Balancer, BalancerData, Listener, Minimum, TargetGroup } from "./model.ts";

/** Reads every balancer, listener and target group of the context's region. */
export async function readBalancers(context: CallContext): Promise<BalancerData> {
  const client = context.client(ElasticLoadBalancingV2Client);
  const balancers = await everyItem(paginateDescribeLoadBalancers({ client }, {}), (page) => page.LoadBalancers);
  const groups = await everyItem(paginateDescribeTargetGroups({ client }, {}), (page) => page.TargetGroups);
  return {
    balancers: await Promise.all(
      balancers.map(({ LoadBalancerArn = "", DNSName = "" }) => readBalancer(context, LoadBalancerArn, DNSName)),
    ),
    groups: await Promise.all(groups.map((group) => readGroup(context, group))),
  };
}

async function readBalancer(context: CallContext, LoadBalancerArn: string, dnsName: string): Promise<Balancer> {
  const client = context.client(ElasticLoadBalancingV2Client);
  const { Attributes } = await client.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
  const listeners = await listenersOf(context, LoadBalancerArn);
  return {
    dnsName: dnsName.toLowerCase(),
    idleTimeoutSeconds: Number(attributesFrom(Attributes)["idle_timeout.timeout_seconds"] ?? 60),
    listeners: await Promise.all(listeners.map((listener) => readListener(context, listener))),
  };
}

async function readListener(context: CallContext, listener: AwsListener): Promise<Listener> {
  const { ListenerArn, Port: port = 0, Protocol, DefaultActions = [] } = listener;
  const client = context.client(ElasticLoadBalancingV2Client);
  const { Rules = [] } = await client.send(new DescribeRulesCommand({ ListenerArn }));
  const hasRules = Rules.some(({ IsDefault }) => IsDefault !== true);
  return {
    port,
    protocol: Protocol === "HTTPS" ? "HTTPS" : "HTTP",
    action: hasRules ? { kind: "unmodelled", what: "rules of a listener" } : actionOf(DefaultActions),
  };
}

function actionOf(actions: readonly AwsAction[]): Action {
  const [action, ...others] = actions;
  const { Type, TargetGroupArn, RedirectConfig: redirect } = action ?? {};
  if (others.length === 0 && Type === "forward" && TargetGroupArn !== undefined) {
    return { kind: "forward", groupArn: TargetGroupArn };
  }
  if (others.length === 0 && Type === "redirect" && redirect !== undefined) {
    return {
      kind: "redirect",
      redirect: {
        status: redirect.StatusCode === "HTTP_302" ? 302 : 301,
        protocol: redirect.Protocol ?? "#{protocol}",
        host: redirect.Host ?? "#{host}",
        port: redirect.Port ?? "#{port}",
        path: redirect.Path ?? "/#{path}",
        query: redirect.Query ?? "#{query}",
      },
    };
  }
  return { kind: "unmodelled", what: `an action of type ${actions.map((one) => one.Type).join(", ")}` };
}

async function readGroup(context: CallContext, group: AwsTargetGroup): Promise<TargetGroup> {
  const { TargetGroupArn = "", TargetType } = group;
  const client = context.client(ElasticLoadBalancingV2Client);
  const { Attributes } = await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
  const { TargetHealthDescriptions = [] } = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return {
    arn: TargetGroupArn,
    kind: TargetType === "lambda" || TargetType === "instance" ? TargetType : "unmodelled",
    check: {
      enabled: group.HealthCheckEnabled ?? true,
      path: group.HealthCheckPath ?? "/",
      intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
      timeoutSeconds: group.HealthCheckTimeoutSeconds ?? 5,
      healthyThreshold: group.HealthyThresholdCount ?? 5,
      unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
      matcher: group.Matcher?.HttpCode ?? "200",
    },
    minimum: minimaOf(attributesFrom(Attributes)),
    targets: TargetHealthDescriptions.flatMap(({ Target }) => (Target?.Id === undefined ? [] : [{ id: Target.Id }])),
  };
}

function minimaOf(held: Attributes): TargetGroup["minimum"] {
  const { dnsFailover, unhealthyStateRouting } = fromGroupAttributes(held).targetGroupHealth;
  return { dnsFailover: minimumOf(dnsFailover), routing: minimumOf(unhealthyStateRouting) };
}

function minimumOf(of: {
  readonly minimumHealthyTargetsCount: string | number;
  readonly minimumHealthyTargetsPercentage: string;
}): Minimum {
  const { minimumHealthyTargetsCount: count, minimumHealthyTargetsPercentage: percentage } = of;
  return {
    // The count of DNS failover can be turned off.
    count: count === "off" ? 0 : Number(count),
    percentage: percentage === "off" ? undefined : Number(percentage),
  };
}
