import { EndpointHealthCheck, FailoverRecords, ReadinessDashboard, regionalProviders } from "@tandem/components";
import {
  consume,
  foundationContract,
  primaryRegionContract,
  publish,
  sharedContract,
  standbyRegionContract,
  trafficContract,
} from "@tandem/contracts";

/** What decides where clients go. It works through the standby region alone, so that it can be changed while the primary is dark. */
export async function traffic() {
  const { topology } = await consume(sharedContract);
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
    hostnames: { primary: primary.apiHostname, standby: standby.apiHostname },
    primaryHealthCheckId: healthCheckId,
  });
  const dashboard = new ReadinessDashboard("readiness", { topology, provider, healthCheckId });
  return publish(trafficContract, {
    healthCheckId,
    failoverDnsName: records.dnsName,
    dashboardName: dashboard.dashboardName,
  });
}
