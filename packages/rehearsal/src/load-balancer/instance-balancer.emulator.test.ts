import { once } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Resolver } from "node:dns/promises";
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import type { ResourceRecordSet } from "@aws-sdk/client-route-53";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { balancerZone } from "../plugin/catalogue/lb/hosted-zones.ts";
import { callApi } from "../sandbox/api-client.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { deployBalancer } from "./testing/balancer.ts";
import { startWorld } from "./testing/world.ts";
import type { World } from "./testing/world.ts";

const region = "us-west-2";
const eventually = { timeout: 30_000, interval: 50 };
let world: World;
let dns: Resolver;
beforeAll(async () => {
  world = await startWorld();
  dns = new Resolver();
  dns.setServers([world.resolver.address]);
});
afterAll(() => world.stop());

/** Makes `web.bank.test`: the balancer's alias, by its targets' health, and another address for when it has none. */
async function makeName(dnsName: string): Promise<void> {
  const route53 = new Route53Client({ endpoint: world.gate.endpoint, region, credentials: rehearsalCredentials });
  const made = await route53.send(new CreateHostedZoneCommand({ Name: "bank.test", CallerReference: "zone" }));
  const AliasTarget = { DNSName: dnsName, HostedZoneId: balancerZone(region), EvaluateTargetHealth: true };
  const pair = [
    { SetIdentifier: "one", Failover: "PRIMARY", AliasTarget },
    { SetIdentifier: "two", Failover: "SECONDARY", TTL: 60, ResourceRecords: [{ Value: elsewhere }] },
  ] as const;
  const Changes = pair.map((one) => ({
    Action: "CREATE" as const,
    ResourceRecordSet: { Name: "web.bank.test", Type: "A", ...one } as ResourceRecordSet,
  }));
  await route53.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: made.HostedZone?.Id, ChangeBatch: { Changes } }),
  );
}
const elsewhere = "192.0.2.1";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An instance's process, which answers with its id, or 503 to its health check while it is ill. */
async function startInstance(id: string, ill: Set<string>): Promise<number> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === "/health" && ill.has(id) ? 503 : 200).end(id);
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

it("checks instances by its group's settings, takes them in turns, and moves away from those that are ill", async () => {
  const web = await deployBalancer(world.gate.endpoint, region, "web", {
    Port: 8080,
    Protocol: "HTTP",
    VpcId: "vpc-1",
    HealthCheckPath: "/health",
    HealthCheckIntervalSeconds: 5,
    HealthCheckTimeoutSeconds: 2,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
  });
  const ask = async () => {
    const response = await callApi(world.gate, `http://${web.dnsName}/`);
    return `${response.status} ${(await response.text()).slice(0, 3)}`;
  };
  await makeName(web.dnsName);
  const where = async () => (await dns.resolve4("web.bank.test"))[0];
  // Nobody is registered, then somebody who does not run: Route 53 goes elsewhere, and the balancer answers 503.
  expect(await ask()).toBe("503 <ht");
  expect(await where()).toBe(elsewhere);
  await web.register("i-1");
  await web.register("i-2");
  expect(await ask()).toBe("503 <ht");
  expect(await web.states()).toEqual([
    ["unused", "Target.NotInUse"],
    ["unused", "Target.NotInUse"],
  ]);

  const ill = new Set<string>();
  world.instances.put(region, "i-1", { port: await startInstance("i-1", ill), inService: true });
  world.instances.put(region, "i-2", { port: await startInstance("i-2", ill), inService: true });
  await expect
    .poll(() => web.states(), eventually)
    .toEqual([
      ["healthy", undefined],
      ["healthy", undefined],
    ]);
  expect(await where()).toMatch(/^127\./);
  const turns = [await ask(), await ask(), await ask(), await ask()];
  expect(turns.toSorted()).toEqual(["200 i-1", "200 i-1", "200 i-2", "200 i-2"]);
  expect(turns[0]).not.toBe(turns[1]);

  ill.add("i-2");
  await expect
    .poll(() => web.states(), eventually)
    .toEqual([
      ["healthy", undefined],
      ["unhealthy", "Target.FailedHealthChecks"],
    ]);
  expect(new Set([await ask(), await ask(), await ask()])).toEqual(new Set(["200 i-1"]));
  expect(await where()).toMatch(/^127\./);

  // The load balancer fails open, and Route 53 goes elsewhere.
  ill.add("i-1");
  await expect.poll(where, eventually).toBe(elsewhere);
  expect(new Set([await ask(), await ask()])).toEqual(new Set(["200 i-1", "200 i-2"]));

  // A process that has died answers nothing, until its instance is taken out of service.
  ill.clear();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  expect(await ask()).toBe("502 <ht");
  world.instances.remove(region, "i-1");
  world.instances.put(region, "i-2", { port: await startInstance("i-2", ill), inService: false });
  expect(await ask()).toBe("503 <ht");
  world.instances.put(region, "i-2", { port: await startInstance("i-2", ill), inService: true });
  await expect.poll(ask, eventually).toBe("200 i-2");
});
