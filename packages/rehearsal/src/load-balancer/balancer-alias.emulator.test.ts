import { Resolver } from "node:dns/promises";
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  GetHealthCheckStatusCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { Change, HealthCheckConfig, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { balancerZone } from "../plugin/catalogue/lb/hosted-zones.ts";
import { callApi } from "../sandbox/api-client.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { sendFaults } from "../sandbox/gate-control.ts";
import { deployLedger } from "./testing/ledger.ts";
import type { Echo } from "./testing/ledger.ts";
import { startWorld } from "./testing/world.ts";
import type { World } from "./testing/world.ts";

const [east, west] = ["us-east-1", "us-west-2"] as const;
const eventually = { timeout: 30_000, interval: 50 };
let world: World;
let route53: Route53Client;
let dns: Resolver;
let zoneId: string;
const hosts: Record<string, string> = {};

beforeAll(async () => {
  world = await startWorld();
  const { endpoint } = world.gate;
  for (const region of [east, west]) hosts[region] = (await deployLedger(endpoint, region)).dnsName;
  route53 = new Route53Client({ endpoint, region: east, credentials: rehearsalCredentials });
  dns = new Resolver();
  dns.setServers([world.resolver.address]);
  const made = await route53.send(new CreateHostedZoneCommand({ Name: "bank.test", CallerReference: "zone" }));
  zoneId = made.HostedZone?.Id ?? "";
});
afterEach(() => setFaults([]));
afterAll(() => world.stop());

const setFaults = (faults: Parameters<typeof sendFaults>[2]) =>
  sendFaults(world.gate.endpoint, world.controlToken, faults);
const call = (url: string, init?: RequestInit) => callApi(world.gate, url, init);
const hostOf = (region: string) => hosts[region] ?? "";

/** An alias of a balancer's. */
function alias(name: string, region: string, more: Partial<ResourceRecordSet>): Change {
  const AliasTarget = {
    DNSName: hostOf(region),
    HostedZoneId: balancerZone(region),
    EvaluateTargetHealth: false,
  };
  return {
    Action: "CREATE",
    ResourceRecordSet: { Name: name, Type: "A", SetIdentifier: region, AliasTarget, ...more },
  };
}

const change = (...Changes: Change[]) =>
  route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }));

async function makeCheck(config: HealthCheckConfig): Promise<string> {
  const { HealthCheck } = await route53.send(
    new CreateHealthCheckCommand({ CallerReference: `${Math.random()}`, HealthCheckConfig: config }),
  );
  return HealthCheck?.Id ?? "";
}

it("fails over between aliases of balancers by a check over HTTP with a string to find", async () => {
  const check = await makeCheck({
    Type: "HTTP_STR_MATCH",
    FullyQualifiedDomainName: hostOf(west),
    Port: 80,
    ResourcePath: "/health",
    SearchString: `"status":"healthy"`,
    RequestInterval: 10,
    FailureThreshold: 1,
    Regions: ["us-east-1", "us-west-1", "eu-west-1"],
  });
  const plain = await makeCheck({ Type: "HTTP", FullyQualifiedDomainName: hostOf(east), ResourcePath: "/health" });
  await change(
    alias("api.bank.test", west, { Failover: "PRIMARY", HealthCheckId: check }),
    alias("api.bank.test", east, { Failover: "SECONDARY", HealthCheckId: plain }),
  );
  const answer = () => dns.resolve4("api.bank.test", { ttl: true });
  const [first] = await answer();
  expect(first).toEqual({ address: expect.stringMatching(/^127\.\d+\.0\.\d+$/) as string, ttl: 60 });
  const named = { headers: { host: "api.bank.test" } };
  const echo = (await (await call(`http://${first?.address}/x`, named)).json()) as Echo;
  expect([echo.region, echo.event.headers["host"]]).toEqual([west, "api.bank.test"]);
  expect(world.resolver.hostOf("api.bank.test")).toBe(hostOf(west));

  const statuses = async (HealthCheckId: string) => {
    const { HealthCheckObservations = [] } = await route53.send(new GetHealthCheckStatusCommand({ HealthCheckId }));
    return HealthCheckObservations.map(({ StatusReport }) => StatusReport?.Status);
  };
  const success = "Success: HTTP Status Code 200, OK";
  await expect.poll(() => statuses(check), eventually).toEqual([success, success, success]);
  await expect.poll(async () => (await statuses(plain))[0], eventually).toBe(success);

  await setFaults([{ kind: "dark", region: west }]);
  await expect.poll(async () => (await answer())[0]?.address, eventually).not.toBe(first?.address);
  const [second] = await answer();
  expect(((await (await call(`http://${second?.address}/x`, named)).json()) as Echo).region).toBe(east);
  await expect(call(`http://${first?.address}/x`, named)).rejects.toMatchObject({ code: "ECONNRESET" });
});

it("answers the alias of weight 0 while the check of the other is unhealthy", async () => {
  const ill = await makeCheck({
    Type: "HTTP_STR_MATCH",
    FullyQualifiedDomainName: hostOf(west),
    ResourcePath: "/health",
    SearchString: "nothing like that",
    RequestInterval: 10,
    FailureThreshold: 1,
    Regions: ["us-east-1", "us-west-1", "eu-west-1"],
  });
  await change(
    alias("w.bank.test", west, { Weight: 100, HealthCheckId: ill }),
    alias("w.bank.test", east, { Weight: 0 }),
  );
  const where = () => world.resolver.hostOf("w.bank.test");
  expect(where()).toBe(hostOf(west));
  await expect.poll(where, eventually).toBe(hostOf(east));
});
