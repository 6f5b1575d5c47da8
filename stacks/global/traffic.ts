import * as pulumi from "@pulumi/pulumi";
import {
  ControlRecords,
  ControllerTargets,
  HealthCheckAlarm,
  ReadinessDashboard,
  balancerMetrics,
  regionalProviders,
  route53MetricsProvider,
} from "@tandem/components";
import {
  consume,
  foundationContract,
  primaryRegionContract,
  publish,
  published,
  sharedContract,
  standbyRegionContract,
  trafficContract,
} from "@tandem/contracts";
import { clientRecords } from "./client-records.ts";

/** What decides where clients go. It works through the standby region, so that it can be changed while the primary is dark; only the alarms on Route 53's metrics are where they are. */
export async function traffic() {
  const { topology, route53AlertTopicArn } = await consume(sharedContract);
  const foundation = await consume(foundationContract, topology);
  const primary = await consume(primaryRegionContract, topology);
  const standby = await consume(standbyRegionContract, topology);
  const balanced = topology.compute.kind !== "lambda-rest-api";
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  const latchCheckId = standby.latchHealthCheckId;
  const functionHostnames = topology.routing.functionUrlCheck && {
    primary: published(primary.functionUrlHostname),
    standby: published(standby.functionUrlHostname),
  };
  const { healthCheckId, failoverHealthCheckId, records, asked } = clientRecords({
    topology,
    provider,
    zoneId: foundation.zoneId,
    targets: {
      primary: { hostname: primary.trafficHostname, zoneId: balanced ? published(primary.trafficZoneId) : undefined },
      standby: { hostname: standby.trafficHostname, zoneId: balanced ? published(standby.trafficZoneId) : undefined },
    },
    apiHostnames: { primary: primary.apiHostname, standby: standby.apiHostname },
    latchCheckId,
    functionHostnames,
  });
  const checks = { endpointCheckId: healthCheckId, latchCheckId };
  const control = new ControlRecords("control", { topology, provider, zoneId: foundation.zoneId, ...checks });
  const targets = {
    primaryHealthUrl: pulumi.interpolate`${primary.apiEndpoint}/health`,
    standbyReadyUrl: pulumi.interpolate`${standby.apiEndpoint}/ready`,
  };
  const database = topology.database && {
    globalClusterId: published(foundation.globalClusterId),
    primaryArn: published(primary.databaseClusterArn),
    standbyArn: published(standby.databaseClusterArn),
  };
  const compute =
    topology.compute.kind === "ec2-asg"
      ? {
          autoScalingGroups: {
            primary: published(primary.autoScalingGroupName),
            standby: published(standby.autoScalingGroupName),
          },
        }
      : undefined;
  // The controller begins to watch once there is something to see.
  new ControllerTargets("targets", {
    provider,
    stateTableName: standby.stateTableName,
    targets: { ...targets, database, compute },
    after: [records, control],
  });
  const dashboard = new ReadinessDashboard("readiness", {
    topology,
    provider,
    checks: { endpoint: healthCheckId, latch: latchCheckId, failover: failoverHealthCheckId },
    balancers: balanced
      ? {
          primary: balancerMetrics(published(primary.loadBalancerArn), published(primary.targetGroupArn)),
          standby: balancerMetrics(published(standby.loadBalancerArn), published(standby.targetGroupArn)),
        }
      : undefined,
  });
  const alarmed = {
    topology,
    provider: route53MetricsProvider(topology),
    alertTopicArns: { primary: primary.alertTopicArn, standby: standby.alertTopicArn },
    route53AlertTopicArn,
  };
  const checkAlarms = asked.map((check) => {
    const name = check.role === "primary" ? `${check.of}-alarm` : `${check.role}-${check.of}-alarm`;
    return new HealthCheckAlarm(name, { ...alarmed, ...check });
  });
  return publish(trafficContract, {
    healthCheckId,
    failoverHealthCheckId,
    failoverDnsName: records.dnsName,
    healthCheckUrls: pulumi.output({
      primary: targets.primaryHealthUrl,
      standby: targets.standbyReadyUrl,
      ...(functionHostnames && {
        primaryFunction: pulumi.interpolate`https://${functionHostnames.primary}/ready`,
        standbyFunction: pulumi.interpolate`https://${functionHostnames.standby}/ready`,
      }),
    }),
    dashboardName: dashboard.dashboardName,
    dashboardUrl: dashboard.dashboardUrl,
    alarmArns: pulumi
      .all([primary.alarmArns, standby.alarmArns, pulumi.all(checkAlarms.map(({ alarmArn }) => alarmArn))])
      .apply((arns) => arns.flat()),
  });
}
