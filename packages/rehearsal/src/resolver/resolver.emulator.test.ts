import { Resolver } from "node:dns/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  GetHealthCheckStatusCommand,
  ListHealthChecksCommand,
  Route53Client,
  UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import type { Change, HealthCheckConfig } from "@aws-sdk/client-route-53";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { deployEcho } from "../sandbox/testing/rest-api.ts";

let directory: string;
let sandbox: Sandbox;
let route53: Route53Client;
let dns: Resolver;
let zoneId: string;
const apis: Record<string, string> = {};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-resolver-"));
  sandbox = await startSandbox({ directory, id: "resolver" });
  for (const region of ["us-east-1", "us-east-2"]) {
    apis[region] = new URL(await deployEcho(sandbox.endpoint, region)).hostname;
  }
  route53 = new Route53Client({ endpoint: sandbox.endpoint, region: "us-east-2", credentials: rehearsalCredentials });
  dns = new Resolver();
  dns.setServers([sandbox.nameServer]);
  const zone = await route53.send(new CreateHostedZoneCommand({ Name: "bank.test", CallerReference: "zone" }));
  zoneId = zone.HostedZone?.Id?.replace("/hostedzone/", "") ?? "";
});
afterAll(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true });
});

async function makeCheck(config: HealthCheckConfig): Promise<string> {
  const CallerReference = `${Math.random()}`;
  const made = await route53.send(new CreateHealthCheckCommand({ CallerReference, HealthCheckConfig: config }));
  return made.HealthCheck?.Id ?? "";
}

const change = (...changes: readonly Change[]) =>
  route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes: [...changes] } }));

const role = (name: string, Failover: "PRIMARY" | "SECONDARY", region: string, HealthCheckId?: string): Change => ({
  Action: "CREATE",
  ResourceRecordSet: {
    Name: name,
    Type: "CNAME",
    TTL: 10,
    SetIdentifier: Failover,
    Failover,
    HealthCheckId,
    ResourceRecords: [{ Value: apis[region] ?? "" }],
  },
});

const observations = async (HealthCheckId: string) =>
  (await route53.send(new GetHealthCheckStatusCommand({ HealthCheckId }))).HealthCheckObservations ?? [];

/** An endpoint that answers 200 as long as its region is not dark. */
const endpointCheck = (region: string): HealthCheckConfig => ({
  Type: "HTTPS_STR_MATCH",
  FullyQualifiedDomainName: apis[region],
  ResourcePath: "/prod",
  SearchString: `"region":"${region}"`,
  RequestInterval: 10,
  FailureThreshold: 1,
  Regions: ["us-east-1", "us-west-1", "eu-west-1"],
});

it("answers what the emulator holds as soon as a change is answered", async () => {
  const txt = { Name: "role.bank.test", Type: "TXT", TTL: 5, ResourceRecords: [{ Value: '"us-east-1"' }] } as const;
  await change({ Action: "CREATE", ResourceRecordSet: { ...txt, ResourceRecords: [...txt.ResourceRecords] } });
  expect(await dns.resolveTxt("role.bank.test")).toEqual([["us-east-1"]]);
  await change({ Action: "DELETE", ResourceRecordSet: { ...txt, ResourceRecords: [...txt.ResourceRecords] } });
  await expect(dns.resolveTxt("role.bank.test")).rejects.toMatchObject({ code: "ENOTFOUND" });
});

it("fails over when the primary's region goes dark, as its checkers see at the gate, and comes back", async () => {
  const primary = await makeCheck(endpointCheck("us-east-1"));
  const standby = await makeCheck({ ...endpointCheck("us-east-2"), Inverted: true });
  const both = await makeCheck({ Type: "CALCULATED", ChildHealthChecks: [primary, standby], HealthThreshold: 1 });
  await change(role("api.bank.test", "PRIMARY", "us-east-1", both), role("api.bank.test", "SECONDARY", "us-east-2"));
  expect(await dns.resolveCname("api.bank.test")).toEqual([apis["us-east-1"]]);
  const { HealthChecks = [] } = await route53.send(new ListHealthChecksCommand({}));
  const listed = (check: string) => HealthChecks.find(({ Id }) => Id === check)?.HealthCheckConfig;
  expect(listed(both)).toEqual({ Type: "CALCULATED", ChildHealthChecks: [primary, standby], HealthThreshold: 1 });
  expect(listed(primary)?.Regions).toEqual(endpointCheck("us-east-1").Regions);

  await expect.poll(async () => (await observations(primary)).length, { timeout: 30_000, interval: 200 }).toBe(3);
  expect((await observations(primary)).map(({ Region, StatusReport }) => [Region, StatusReport?.Status])).toEqual(
    ["us-east-1", "us-west-1", "eu-west-1"].map((region) => [region, "Success: HTTP Status Code 200, OK"]),
  );

  const darkAt = Date.now();
  await sandbox.setFaults([{ kind: "dark", region: "us-east-1" }]);
  const answers = () => dns.resolveCname("api.bank.test");
  await expect.poll(answers, { timeout: 30_000, interval: 100 }).toEqual([apis["us-east-2"]]);
  // Each checker asks once in 10 s; the region's control plane, Route 53's, is dark as well.
  expect(Date.now() - darkAt).toBeLessThan(15_000);
  await expect(observations(primary)).rejects.toMatchObject({ code: "ECONNRESET" });

  await sandbox.setFaults([]);
  await expect.poll(answers, { timeout: 30_000, interval: 100 }).toEqual([apis["us-east-1"]]);

  // The inverted child is unhealthy while its endpoint answers: both children are wanted now.
  await route53.send(new UpdateHealthCheckCommand({ HealthCheckId: both, HealthThreshold: 2 }));
  expect(await answers()).toEqual([apis["us-east-2"]]);
});

it("keeps an inverted check unhealthy while it is new", async () => {
  const inverted = await makeCheck({ ...endpointCheck("us-east-2"), SearchString: "LATCHED", Inverted: true });
  await change(role("in.bank.test", "PRIMARY", "us-east-1", inverted), role("in.bank.test", "SECONDARY", "us-east-2"));
  expect(await dns.resolveCname("in.bank.test")).toEqual([apis["us-east-2"]]);
  await expect
    .poll(() => dns.resolveCname("in.bank.test"), { timeout: 30_000, interval: 200 })
    .toEqual([apis["us-east-1"]]);
});

it("gives a check's status to who may ask for it, and none of a calculated check", async () => {
  const check = await makeCheck(endpointCheck("us-east-2"));
  const calculated = await makeCheck({ Type: "CALCULATED", ChildHealthChecks: [check], HealthThreshold: 1 });
  await expect(observations(calculated)).rejects.toMatchObject({ name: "NoSuchHealthCheck" });
  await expect(observations("gone")).rejects.toMatchObject({ name: "NoSuchHealthCheck" });

  const config = { endpoint: sandbox.endpoint, region: "us-east-2", credentials: rehearsalCredentials };
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "000000000000" } };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await new IAMClient(config).send(
    new CreateRoleCommand({ RoleName: "nobody", AssumeRolePolicyDocument }),
  );
  const { Credentials } = await new STSClient(config).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "resolver" }),
  );
  const nobody = new Route53Client({
    ...config,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    },
  });
  const denied = nobody.send(new GetHealthCheckStatusCommand({ HealthCheckId: check }));
  await expect(denied).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) as string });
});
