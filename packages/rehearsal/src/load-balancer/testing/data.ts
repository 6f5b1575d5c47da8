import type { Listener, TargetCheck, TargetGroup } from "../model.ts";

/** A listener for HTTP at port 80, which forwards. */
export const listener: Listener = { port: 80, protocol: "HTTP", action: { kind: "forward", groupArn: "arn:group" } };

/** A group of instances with AWS's own settings, unless these say otherwise. */
export function group(
  more: Partial<Omit<TargetGroup, "check">> & { readonly check?: Partial<TargetCheck> },
): TargetGroup {
  const one = { count: 1, percentage: undefined };
  return {
    arn: "arn:group",
    kind: "instance",
    minimum: { dnsFailover: one, routing: one },
    targets: [],
    ...more,
    check: {
      enabled: true,
      path: "/",
      intervalSeconds: 30,
      timeoutSeconds: 5,
      healthyThreshold: 5,
      unhealthyThreshold: 2,
      matcher: "200",
      ...more.check,
    },
  };
}
