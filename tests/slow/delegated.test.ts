import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateHostedZoneCommand, ListResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { regionsInUse, requireEnvironment } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import {
  ProgressSink,
  PulumiEngine,
  awsLateResources,
  rehearsalConfig,
  rehearse,
  replaceProcessEnvironment,
  repositoryRoot,
} from "@tandem/orchestrator";
import { pulumiVersion, startProvingGround } from "@tandem/rehearsal";
import { afterAll, beforeAll, expect, it } from "vitest";
import { leftovers, processesOf } from "../tandem.ts";

/** A rehearsal's environment, but in the mode `delegated`, with no region in us-east-1. */
function delegatedConfig(parentZoneId: string): EnvironmentConfig {
  const { environment, environmentSuffix, accountId, profile, operatorArn } = home;
  return requireEnvironment({
    environment,
    profile: profile.name,
    environmentSuffix,
    accountId,
    domain: `pay-${environmentSuffix}.acme.dev`,
    primaryRegion: "eu-west-1",
    standbyRegion: "eu-west-2",
    domainMode: "delegated",
    parentZoneId,
    operatorArn,
    alertEmails: "oncall@acme.dev",
  });
}

const home = rehearsalConfig("payments-us");
const own = { ...process.env } as Record<string, string>;
let directory: string;
let ground: Awaited<ReturnType<typeof startProvingGround>>;
let route53: Route53Client;
let parentZoneId: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-delegated-"));
  ground = await startProvingGround({ directory, id: home.environment });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  route53 = new Route53Client({ endpoint: ground.endpoint, region: "us-east-1", credentials });
  const parent = new CreateHostedZoneCommand({ Name: "acme.dev", CallerReference: home.environment });
  const { HostedZone } = await route53.send(parent);
  parentZoneId = HostedZone?.Id?.replace("/hostedzone/", "") ?? "";
});
afterAll(async () => {
  await ground.stop();
  replaceProcessEnvironment(own);
  await rm(directory, { recursive: true, force: true });
});

/** The name servers to which the parent zone refers the environment's domain; none while it does not. */
async function delegation(domain: string): Promise<readonly string[]> {
  const { ResourceRecordSets } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: parentZoneId }));
  const record = ResourceRecordSets?.find(({ Name, Type }) => Type === "NS" && Name === `${domain}.`);
  return (record?.ResourceRecords ?? []).map(({ Value = "" }) => Value);
}

it("delegates its zone, validates certificates, serves the failover name, and takes all of it back", async () => {
  const config = delegatedConfig(parentZoneId);
  let delegatedTo: readonly string[] = [];
  const report = await rehearse({
    root: repositoryRoot,
    directory,
    logs: join(directory, "logs"),
    config,
    keep: false,
    awsPlugin: "stand-in",
    signal: new AbortController().signal,
    progress: new ProgressSink(() => undefined),
    // The rehearsal asks for the IAM probe once everything is rolled out.
    startGround: async () => ({
      ...ground,
      probeIam: async (...place) => {
        delegatedTo = await delegation(config.domain);
        return ground.probeIam(...place);
      },
    }),
    makeEngine: (environment) => {
      replaceProcessEnvironment(environment);
      return new PulumiEngine({ root: repositoryRoot, environment, logs: join(directory, "logs") });
    },
    late: awsLateResources(),
    pulumiVersion,
  });
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(report.layers.map(({ status, secondPreviewChanges }) => [status, secondPreviewChanges])).toEqual(
    report.layers.map(() => ["deployed", 0]),
  );
  expect(delegatedTo).toHaveLength(4);
  const ids = report.checks.map(({ id }) => id);
  expect(ids).toContain("primary-failover-name");
  expect(ids).toContain("standby-failover-name");
  expect(regionsInUse(config.regions)).toEqual(["eu-west-1", "eu-west-2", "us-east-1"]);
  const pending = report.teardown.pendingDeletion.map(({ type, region }) => `${type} ${region}`);
  expect(pending.toSorted()).toEqual([
    "aws:kms/key:Key eu-west-1",
    "aws:kms/key:Key us-east-1",
    "aws:kms/replicaKey:ReplicaKey eu-west-2",
  ]);
  expect(await leftovers(config.environment)).toEqual([]);
  expect(await processesOf(config.environment)).toEqual([]);
});
