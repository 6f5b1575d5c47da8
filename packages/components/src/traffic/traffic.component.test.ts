import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { keepTopology, only, protectedNames, run, shape, tags, topology } from "../testing/topology.ts";
import { EndpointHealthCheck } from "./endpoint-health-check.ts";
import { FailoverRecords } from "./failover-records.ts";
import { FailoverZone } from "./failover-zone.ts";

const hostnames = {
  primary: "aaaaaaaaaa.execute-api.us-east-1.amazonaws.com",
  standby: "bbbbbbbbbb.execute-api.us-east-2.amazonaws.com",
};
const make = (given = topology) =>
  withMocks(() => {
    const { standby: provider } = regionalProviders(given, ["standby"]);
    const zone = new FailoverZone("zone", { topology: given, provider });
    const check = new EndpointHealthCheck("endpoint", { topology: given, provider, hostname: hostnames.primary });
    new FailoverRecords("records", {
      topology: given,
      provider,
      zoneId: zone.zoneId,
      targets: { primary: { hostname: hostnames.primary }, standby: { hostname: hostnames.standby } },
      primaryHealthCheckId: check.healthCheckId,
    });
  }, run);
const { resources } = await make();
const kept = await make(keepTopology);

it("makes a zone, a check and a pair of records", () => {
  expect(shape(resources)).toEqual([
    "aws:route53/healthCheck:HealthCheck endpoint < endpoint @ aws-standby",
    "aws:route53/record:Record records-primary < records @ aws-standby",
    "aws:route53/record:Record records-standby < records @ aws-standby",
    "aws:route53/zone:Zone zone < zone @ aws-standby",
    "tandem:traffic:EndpointHealthCheck endpoint < stack @ none",
    "tandem:traffic:FailoverRecords records < stack @ none",
    "tandem:traffic:FailoverZone zone < stack @ none",
  ]);
});

it("makes the standby's record after the primary's: alone it would be the answer", () => {
  expect(only(resources, "aws:route53/record:Record", "records-standby").dependsOn).toContain("records-primary");
});

describe("FailoverZone", () => {
  it("is the zone of the environment's domain, and goes with all its records", () => {
    expect(only(resources, "aws:route53/zone:Zone").inputs).toEqual({
      name: "payment-dev1.test.local",
      comment: "failover names of the environment dev",
      forceDestroy: true,
      tags: tags("payment-dev1.test.local"),
    });
    expect(Object.keys(only(resources, "tandem:traffic:FailoverZone").outputs ?? {})).toEqual([
      "nameServers",
      "zoneId",
    ]);
  });

  it("stays where data is kept: a new zone has other name servers", () => {
    expect(protectedNames(resources)).toEqual([]);
    expect(protectedNames(kept.resources)).toEqual(["aws:route53/zone:Zone zone protect=true retain=true"]);
    expect(only(kept.resources, "aws:route53/zone:Zone").inputs["forceDestroy"]).toBe(false);
  });
});

describe("EndpointHealthCheck", () => {
  it("matches the body of /health over HTTPS, as often as the profile says", () => {
    expect(only(resources, "aws:route53/healthCheck:HealthCheck").inputs).toEqual({
      type: "HTTPS_STR_MATCH",
      fqdn: hostnames.primary,
      port: 443,
      enableSni: true,
      resourcePath: "/prod/health",
      searchString: '"status":"healthy"',
      requestInterval: 10,
      failureThreshold: 3,
      tags: tags("payment-api-us-east-1-dev1"),
    });
    expect(only(resources, "tandem:traffic:EndpointHealthCheck").outputs).toEqual({
      healthCheckId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});

describe("FailoverRecords", () => {
  const zoneId = only(resources, "tandem:traffic:FailoverZone").outputs?.["zoneId"];
  const record = (role: "primary" | "standby") =>
    only(resources, "aws:route53/record:Record", `records-${role}`).inputs;

  it("answers the primary while its check is healthy", () => {
    expect(record("primary")).toEqual({
      zoneId,
      name: "api.payment-dev1.test.local",
      type: "CNAME",
      ttl: 10,
      records: [hostnames.primary],
      setIdentifier: "primary",
      failoverRoutingPolicies: [{ type: "PRIMARY" }],
      healthCheckId: only(resources, "tandem:traffic:EndpointHealthCheck").outputs?.["healthCheckId"],
    });
  });

  it("answers the standby else, with no check that could take it away too", () => {
    expect(record("standby")).toEqual({
      zoneId,
      name: "api.payment-dev1.test.local",
      type: "CNAME",
      ttl: 10,
      records: [hostnames.standby],
      setIdentifier: "standby",
      failoverRoutingPolicies: [{ type: "SECONDARY" }],
    });
  });

  it("registers the name that fails over", () => {
    expect(only(resources, "tandem:traffic:FailoverRecords").outputs).toEqual({
      dnsName: "api.payment-dev1.test.local",
    });
  });
});
