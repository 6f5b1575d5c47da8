import * as pulumi from "@pulumi/pulumi";
import {
  EndpointHealthCheck,
  FailoverRecords,
  HealthCheckAlarm,
  ReadinessDashboard,
  regionalProviders,
  route53MetricsProvider,
} from "@tandem/components";
import {
  consume,
  foundationContract,
  primaryRegionContract,
  publish,
  sharedContract,
  standbyRegionContract,
  trafficContract,
} from "@tandem/contracts";

/** What decides where clients go. It works through the standby region, so that it can be changed while the primary is dark; only the alarm on Route 53's metrics is where they are. */
export async function traffic() {
  const { topology, route53AlertTopicArn } = await consume(sharedContract);
  const foundation = await consume(foundationContract, topology);
  const primary = await consume(primaryRegionContract, topology);
  const standby = await consume(standbyRegionContract, topology);
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  const { healthCheckId } = new EndpointHealthCheck("endpoint", {
    topology,
    provider,
    hostname: primary.apiHostname,
  });
  const records = new FailoverRecords("records", {
    topology,
    provider,
    zoneId: foundation.zoneId,
    hostnames: { primary: primary.trafficHostname, standby: standby.trafficHostname },
    primaryHealthCheckId: healthCheckId,
  });
  const dashboard = new ReadinessDashboard("readiness", { topology, provider, healthCheckId });
  const endpointAlarm = new HealthCheckAlarm("endpoint-alarm", {
    topology,
    provider: route53MetricsProvider(topology),
    healthCheckId,
    alertTopicArns: { primary: primary.alertTopicArn, standby: standby.alertTopicArn },
    route53AlertTopicArn,
  });
  return publish(trafficContract, {
    healthCheckId,
    failoverDnsName: records.dnsName,
    dashboardName: dashboard.dashboardName,
    alarmArns: pulumi
      .all([primary.alarmArns, standby.alarmArns, endpointAlarm.alarmArn])
      .apply(([primaryAlarms, standbyAlarms, endpoint]) => [...primaryAlarms, ...standbyAlarms, endpoint]),
  });
}
