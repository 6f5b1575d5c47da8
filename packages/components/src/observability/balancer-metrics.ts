import * as pulumi from "@pulumi/pulumi";

/** What CloudWatch knows a load balancer and its targets by: `app/<name>/<id>` and `targetgroup/<name>/<id>`. */
export interface BalancerMetrics {
  readonly loadBalancer: pulumi.Input<string>;
  readonly targetGroup: pulumi.Input<string>;
}

/** The same from the two ARNs, for who knows these alone. */
export function balancerMetrics(
  loadBalancerArn: pulumi.Input<string>,
  targetGroupArn: pulumi.Input<string>,
): BalancerMetrics {
  return {
    loadBalancer: pulumi.output(loadBalancerArn).apply((arn) => resourceOf(arn).replace(/^loadbalancer\//, "")),
    targetGroup: pulumi.output(targetGroupArn).apply(resourceOf),
  };
}

function resourceOf(arn: string): string {
  return arn.split(":").slice(5).join(":");
}
