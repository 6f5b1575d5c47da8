import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  GetHealthCheckCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { CreateScheduleCommand, GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  ListSubscriptionsCommand,
  PublishCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import type { LoadAttempt } from "@tandem/orchestrator/ports";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dataAccess } from "./data-access.ts";
import { drillAccess } from "./drill-access.ts";
import { acknowledgementsFile } from "./load/load.ts";
import { rehearsalCredentials } from "./sandbox/environment.ts";
import { killFunction } from "./sandbox/function-processes.ts";
import { rehearsalPaths } from "./sandbox/paths.ts";
import { startSandbox } from "./sandbox/sandbox.ts";
import type { Sandbox } from "./sandbox/sandbox.ts";
import { deployAsking } from "./sandbox/testing/function.ts";
import type { AskingFunction } from "./sandbox/testing/function.ts";
import { exposeFunction } from "./sandbox/testing/rest-api.ts";

const [virginia, ohio] = ["us-east-1", "us-east-2"] as const;
const failoverName = "pay.bank.test";
let directory: string;
let sandbox: Sandbox;
let ground: ReturnType<typeof drillAccess>;
let asking: Record<typeof virginia | typeof ohio, AskingFunction>;
let apis: Record<typeof virginia | typeof ohio, string>;
let zoneId: string | undefined;

const config = (region: string) => ({ endpoint: sandbox.endpoint, region, credentials: rehearsalCredentials });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-drill-"));
  sandbox = await startSandbox({ directory, id: "drill" });
  ground = drillAccess(sandbox, directory);
  const [one, other] = await Promise.all([virginia, ohio].map(deployWorkload));
  asking = { [virginia]: one!.asking, [ohio]: other!.asking };
  apis = { [virginia]: one!.api, [ohio]: other!.api };
  const zone = await new Route53Client(config(virginia)).send(
    new CreateHostedZoneCommand({ Name: "bank.test", CallerReference: "zone" }),
  );
  zoneId = zone.HostedZone?.Id;
  await lead(virginia);
});
afterAll(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true });
});

async function deployWorkload(region: string): Promise<{ readonly asking: AskingFunction; readonly api: string }> {
  await new DynamoDBClient(config(region)).send(
    new CreateTableCommand({
      TableName: "ledger",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
    }),
  );
  const deployed = await deployAsking(sandbox.endpoint, region);
  return { asking: deployed, api: await exposeFunction(sandbox.endpoint, region, deployed.arn, "{proxy+}") };
}

/** Makes the failover name lead to a region, for a second at a time. */
async function lead(region: typeof virginia | typeof ohio): Promise<void> {
  const ResourceRecords = [{ Value: new URL(apis[region]).host }];
  await new Route53Client(config(virginia)).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: {
        Changes: [
          { Action: "UPSERT", ResourceRecordSet: { Name: failoverName, Type: "CNAME", TTL: 1, ResourceRecords } },
        ],
      },
    }),
  );
}

it("clients write where DNS leads, and what a region has not got of it is lost", async () => {
  const folder = join(directory, "load");
  const run = await ground.load({
    failoverName,
    basePath: "/prod",
    idPrefix: "drill",
    directory: folder,
    writers: 1,
    requestsPerSecond: 20,
    readsPerSecond: 20,
  });
  const takenBy = (region: string) =>
    run.attempts().filter((attempt) => attempt.region === region && attempt.outcome === "acknowledged");
  await expect.poll(() => takenBy(virginia).length, { timeout: 20_000 }).toBeGreaterThan(10);
  await sandbox.setFaults([{ kind: "errors", region: virginia, service: "execute-api", status: 503 }]);
  await expect.poll(() => run.attempts().at(-1)?.outcome, { timeout: 20_000, interval: 10 }).toBe("failed");
  await lead(ohio);
  await expect.poll(() => takenBy(ohio).length, { timeout: 20_000 }).toBeGreaterThan(10);
  await sandbox.setFaults([]);
  const attempts = await run.stop();

  const kept = (await readFile(join(folder, acknowledgementsFile), "utf8")).trimEnd().split("\n");
  expect(kept).toHaveLength(attempts.filter(({ outcome }) => outcome === "acknowledged").length);
  const reads = run.reads();
  const { outage, readOutages, twoWriters, stores } = await ground.audit({ attempts, reads }, apis[ohio]);
  const lastInVirginia = takenBy(virginia).at(-1)!;
  const firstInOhio = takenBy(ohio)[0]!;
  // On a busy machine some other pause can be the longest: none is longer than the outage, which lies between answers.
  const end = ({ at, milliseconds }: Pick<LoadAttempt, "at" | "milliseconds">) => at + milliseconds;
  expect(outage.to - outage.from).toBeGreaterThanOrEqual(end(firstInOhio) - end(lastInVirginia));
  expect([...takenBy(virginia), ...takenBy(ohio)].map(end)).toEqual(expect.arrayContaining([outage.from, outage.to]));
  expect(twoWriters).toBeUndefined();
  // What is read was written in Virginia, and nothing is replicated here.
  expect(readOutages.read.to).toBe(Math.max(...reads.flatMap((one) => (one.kind === "read" ? [end(one)] : []))));
  const idsOf = (region: string, kind: string) =>
    takenBy(region).flatMap((attempt) => (attempt.kind === kind ? [attempt.id] : []));
  expect(stores).toEqual(
    (["transaction", "document"] as const).map((kind) => ({
      store: `${kind}s`,
      acknowledged: idsOf(virginia, kind).length + idsOf(ohio, kind).length,
      lost: idsOf(virginia, kind),
      duplicated: [],
      resurrected: [],
    })),
  );
});

it("an item is written as it is given, past every role", async () => {
  const { putItem, item } = dataAccess(sandbox.endpoint);
  const key = { pk: "request", sk: "latest" };
  await putItem("ledger", { ...key, kind: "failback", epoch: 3, by: ["a"] }, ohio);
  expect(await item("ledger", key, ohio)).toEqual({ ...key, kind: "failback", epoch: 3, by: ["a"] });
  expect(await item("ledger", key, virginia)).toBeUndefined();
});

it.each([virginia, ohio])("what is published in %s arrives whole, for every later question too", async (region) => {
  const sns = new SNSClient(config(region));
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "alerts" }));
  await sns.send(new PublishCommand({ TopicArn, Message: "too early" }));
  expect(await ground.messages(TopicArn)).toEqual([]);
  await sns.send(new PublishCommand({ TopicArn, Subject: "Failed over", Message: '{"epoch":2}' }));
  await sns.send(new PublishCommand({ TopicArn, Message: "ä" }));
  const expected = [
    { subject: "Failed over", body: '{"epoch":2}' },
    { subject: undefined, body: "ä" },
  ];
  await expect.poll(() => ground.messages(TopicArn), { timeout: 10_000 }).toEqual(expected);
  // Another process of the same rehearsal finds the same queue.
  expect(await drillAccess(sandbox, directory).messages(TopicArn)).toEqual(expected);
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions).toEqual([]);
});

it("a topic that is not there is no topic without messages", async () => {
  const missing = "arn:aws:sns:us-east-2:000000000000:missing";
  await expect(ground.messages(missing)).rejects.toMatchObject({ name: expect.stringMatching(/^NotFound/) });
});

it("a killed function's invocation fails at once, and the next one runs; other regions' go on", async () => {
  const { processes } = rehearsalPaths(directory);
  const begun = performance.now();
  const asked = [virginia, ohio].map((region) => {
    const milliseconds = region === virginia ? 20_000 : 4000;
    return asking[region].ask([{ kind: "wait", milliseconds }]).catch(() => "ended");
  });
  const running = async () => (await readdir(processes)).filter((file) => file.startsWith("us-east-1.asking.")).length;
  await expect.poll(running, { timeout: 10_000, interval: 20 }).toBeGreaterThan(0);
  // The invocation has begun once its process has read it: until then there is nothing to end.
  await expect
    .poll(
      async () => {
        await ground.kill("asking", virginia);
        return Promise.race([asked[0], Promise.resolve("runs")]);
      },
      { timeout: 10_000, interval: 200 },
    )
    .toBe("ended");
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(await asked[1]).toEqual(["waited"]);
  expect(await asking[virginia].ask([{ kind: "wait", milliseconds: 1 }])).toEqual(["waited"]);
  await expect(killFunction(join(directory, "other"), "asking", virginia)).rejects.toThrow("no sandbox runs in");
});

it("a schedule that is removed is gone, in its region alone", async () => {
  const schedule = {
    Name: "every-day",
    ScheduleExpression: "rate(1 day)",
    FlexibleTimeWindow: { Mode: "OFF" },
    Target: { Arn: asking[virginia].arn, RoleArn: "arn:aws:iam::000000000000:role/schedule" },
  } as const;
  const there = (region: string) =>
    new SchedulerClient(config(region)).send(new GetScheduleCommand({ Name: "every-day" }));
  for (const region of [virginia, ohio]) {
    await new SchedulerClient(config(region)).send(new CreateScheduleCommand(schedule));
  }
  await ground.removeSchedule("every-day", ohio);
  await expect(there(ohio)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect((await there(virginia)).Name).toBe("every-day");
});

it("a plain failover hangs the pair on a new check of the same endpoint, with its own figures, once that is well", async () => {
  const route53 = new Route53Client(config(virginia));
  const [primaryHost, standbyHost] = [new URL(apis[virginia]).host, new URL(apis[ohio]).host];
  // What the check reads is there.
  await dataAccess(sandbox.endpoint).putItem("ledger", { pk: "TX#well", sk: "latest" }, virginia);
  const asked = {
    Type: "HTTPS",
    FullyQualifiedDomainName: primaryHost,
    ResourcePath: "/prod/transactions/well",
  } as const;
  const { HealthCheck: own } = await route53.send(
    new CreateHealthCheckCommand({
      CallerReference: "own",
      HealthCheckConfig: { ...asked, RequestInterval: 30, FailureThreshold: 3 },
    }),
  );
  const record = (Failover: "PRIMARY" | "SECONDARY", host: string) => ({
    Action: "CREATE" as const,
    ResourceRecordSet: {
      Name: "plain.bank.test",
      Type: "CNAME" as const,
      TTL: 5,
      SetIdentifier: Failover,
      Failover,
      ResourceRecords: [{ Value: host }],
      ...(Failover === "PRIMARY" ? { HealthCheckId: own?.Id } : {}),
    },
  });
  const Changes = [record("PRIMARY", primaryHost), record("SECONDARY", standbyHost)];
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }));
  const figures = { checkIntervalSeconds: 10, failureThreshold: 2, ttlSeconds: 60 };
  await ground.plainFailover({ failoverName: "plain.bank.test", primaryHost, ...figures });

  const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
  const pair = ResourceRecordSets.filter(({ Name }) => Name === "plain.bank.test.");
  const shown = pair.map(({ Failover, TTL, ResourceRecords: to }) => `${Failover} ${TTL} ${to?.[0]?.Value}`);
  expect(new Set(shown)).toEqual(new Set([`PRIMARY 60 ${primaryHost}`, `SECONDARY 60 ${standbyHost}`]));
  const [HealthCheckId, none] = ["PRIMARY", "SECONDARY"].map(
    (role) => pair.find(({ Failover }) => Failover === role)?.HealthCheckId,
  );
  expect(none).toBeUndefined();
  expect(HealthCheckId).not.toBe(own?.Id);
  const { HealthCheck } = await route53.send(new GetHealthCheckCommand({ HealthCheckId }));
  expect(HealthCheck?.HealthCheckConfig).toMatchObject({ ...asked, RequestInterval: 10, FailureThreshold: 2 });

  const weighted = (Weight: number, host: string) => ({
    Action: "CREATE" as const,
    ResourceRecordSet: {
      Name: "weighted.bank.test",
      Type: "CNAME" as const,
      TTL: 5,
      SetIdentifier: `${Weight}`,
      Weight,
      ResourceRecords: [{ Value: host }],
      HealthCheckId: own?.Id,
    },
  });
  const Weighted = [weighted(100, primaryHost), weighted(0, standbyHost)];
  await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes: Weighted } }));
  await ground.plainFailover({ failoverName: "weighted.bank.test", primaryHost, ...figures });
  const after = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
  const checks = (after.ResourceRecordSets ?? [])
    .filter(({ Name }) => Name === "weighted.bank.test.")
    .map(({ Weight, TTL, HealthCheckId: on }) => [Weight, TTL, on !== undefined && on !== own?.Id]);
  expect(new Set(checks.map(String))).toEqual(new Set(["100,60,true", "0,60,false"]));

  await expect(
    ground.plainFailover({ failoverName: "plain.bank.test", primaryHost: "nobody.bank.test", ...figures }),
  ).rejects.toThrow("no health check asks nobody.bank.test");
  await expect(ground.plainFailover({ failoverName: "other.bank.test", primaryHost, ...figures })).rejects.toThrow(
    "0 records for other.bank.test, not two",
  );
}, 60_000);
