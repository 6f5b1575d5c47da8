import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { readinessWidgets } from "./readiness-widgets.ts";

export interface ReadinessDashboardArgs {
  readonly topology: Topology;
  /** Of the standby region: the dashboard is read when the primary is dark. */
  readonly provider: aws.Provider;
  /** The check on the primary endpoint. */
  readonly healthCheckId: pulumi.Input<string>;
}

/**
 * One page that answers "could we fail over now, and should we": Route 53's verdict on the primary, errors of both regions
 * side by side, and how far replication lags in each direction.
 *
 * ```ts
 * new ReadinessDashboard("readiness", { topology, provider: providers.standby, healthCheckId });
 * ```
 *
 * Costs one dashboard per month.
 */
export class ReadinessDashboard extends pulumi.ComponentResource {
  public readonly dashboardName: pulumi.Output<string>;
  public readonly nodes: { readonly dashboard: aws.cloudwatch.Dashboard };

  constructor(name: string, args: ReadinessDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:observability:ReadinessDashboard", name, {}, opts);
    const { topology, provider, healthCheckId } = args;
    const dashboard = new aws.cloudwatch.Dashboard(
      name,
      {
        dashboardName: topology.names.global.dashboard,
        dashboardBody: pulumi.jsonStringify({ widgets: readinessWidgets(topology, healthCheckId) }),
      },
      { parent: this, provider },
    );
    this.nodes = { dashboard };
    this.dashboardName = dashboard.dashboardName;
    this.registerOutputs({ dashboardName: this.dashboardName });
  }
}
