import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import type { BalancerMetrics } from "./balancer-metrics.ts";
import { readinessWidgets } from "./readiness-widgets.ts";
import type { ReadinessChecks } from "./readiness-widgets.ts";

export interface ReadinessDashboardArgs {
  readonly topology: Topology;
  /** Of the standby region: the dashboard is read when the primary is dark. */
  readonly provider: aws.Provider;
  readonly checks: ReadinessChecks;
  /** Before the regions' functions. @default none: REST APIs are */
  readonly balancers?: Readonly<Record<Role, BalancerMetrics>> | undefined;
}

/**
 * One page that answers "could we fail over now, and should we": Route 53's verdict on the primary and what the
 * controller makes of it, errors of both regions
 * side by side, and how far replication lags in each direction.
 *
 * ```ts
 * new ReadinessDashboard("readiness", { topology, provider: providers.standby, checks });
 * ```
 *
 * Costs one dashboard per month.
 */
export class ReadinessDashboard extends pulumi.ComponentResource {
  public readonly dashboardName: pulumi.Output<string>;
  /** Its page in AWS's console, of the standby region. */
  public readonly dashboardUrl: pulumi.Output<string>;
  public readonly nodes: { readonly dashboard: aws.cloudwatch.Dashboard };

  constructor(name: string, args: ReadinessDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:observability:ReadinessDashboard", name, {}, opts);
    const { topology, provider, checks, balancers } = args;
    const dashboard = new aws.cloudwatch.Dashboard(
      name,
      {
        dashboardName: topology.names.global.dashboard,
        dashboardBody: pulumi.jsonStringify({ widgets: readinessWidgets(topology, checks, balancers) }),
      },
      { parent: this, provider },
    );
    this.nodes = { dashboard };
    this.dashboardName = dashboard.dashboardName;
    const region = topology.regions.standby;
    this.dashboardUrl = pulumi.interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboard.dashboardName}`;
    this.registerOutputs({ dashboardName: this.dashboardName, dashboardUrl: this.dashboardUrl });
  }
}
