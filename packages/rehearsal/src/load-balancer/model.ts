/** What Elastic Load Balancing holds in a region, as far as its data plane is modelled. */
export interface BalancerData {
  readonly balancers: readonly Balancer[];
  readonly groups: readonly TargetGroup[];
}

/** An application load balancer. */
export interface Balancer {
  /** In lower case, `<name>-<id>.<region>.elb.amazonaws.com`. */
  readonly dnsName: string;
  /** How long a target may take to begin its answer. */
  readonly idleTimeoutSeconds: number;
  readonly listeners: readonly Listener[];
}

export interface Listener {
  readonly port: number;
  readonly protocol: "HTTP" | "HTTPS";
  readonly action: Action;
}

/** What a listener does with every request. */
export type Action =
  | { readonly kind: "forward"; readonly groupArn: string }
  | { readonly kind: "redirect"; readonly redirect: Redirect }
  /** Rules, fixed responses, authentication: answered with 501 and this reason. */
  | { readonly kind: "unmodelled"; readonly what: string };

/** Where to; each part may hold `#{host}` and its like. */
export interface Redirect {
  readonly status: 301 | 302;
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
}

export interface TargetGroup {
  readonly arn: string;
  readonly kind: "lambda" | "instance" | "unmodelled";
  readonly check: TargetCheck;
  readonly minimum: { readonly dnsFailover: Minimum; readonly routing: Minimum };
  readonly targets: readonly Target[];
}

/** How a group's targets are checked. */
export interface TargetCheck {
  /** Functions are checked only where somebody wants it. */
  readonly enabled: boolean;
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** Status codes that are well, `200,202` or `200-399`. */
  readonly matcher: string;
}

/** How many targets must be healthy: whichever of the two is not met counts. */
export interface Minimum {
  readonly count: number;
  /** Undefined where it is off. */
  readonly percentage: number | undefined;
}

export interface Target {
  /** A function's ARN, an instance's id. */
  readonly id: string;
}
