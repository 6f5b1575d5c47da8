import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AutoScalingClient,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeWarmPoolCommand,
  PutWarmPoolCommand,
  SetDesiredCapacityCommand,
} from "@aws-sdk/client-auto-scaling";
import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, expect, it } from "vitest";
import { instanceCallers } from "../iam-proof/callers.ts";
import { isRunning } from "../sandbox/process-group.ts";
import { startSandbox, stopSandbox } from "../sandbox/sandbox.ts";
import { sessionPath, sessionSchema } from "../sandbox/session.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { callsPath } from "../sandbox/call-counts.ts";
import type { CallCount } from "../sandbox/call-counts.ts";
import { listInstances } from "./listed.ts";
import type { ListedInstance } from "./listed.ts";
import { allowService, logGroup, makeGroup, makeTemplate, prepareService } from "./testing/service.ts";

const region = "eu-central-2";
const waiting = { timeout: 30_000, interval: 50 };
let directory: string;
let sandbox: Sandbox;
let service: Awaited<ReturnType<typeof prepareService>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-fleet-"));
  sandbox = await startSandbox({ directory, id: "fleet" });
  service = await prepareService(sandbox.endpoint, region);
});
afterAll(async () => {
  // Its supervisor was killed.
  await stopSandbox(directory);
  await rm(directory, { recursive: true });
});

const autoscaling = () => service.context.client(AutoScalingClient);
const present = async (endpoint = sandbox.endpoint) =>
  (await listInstances(endpoint)).filter(({ terminated }) => !terminated);
const instancesOf = async (group: string) => (await present()).filter(({ groupName }) => groupName === group);

async function ask(instance: ListedInstance | undefined, path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${instance?.port}${path}`)).text();
}

/** What each instance of a group that serves answers, without its process. */
async function greetings(group: string): Promise<readonly string[]> {
  const serving = (await instancesOf(group)).filter(({ port }) => port !== null);
  const answers = await Promise.all(serving.map((instance) => ask(instance, "/").catch(() => "nothing")));
  return answers.map((answer) => answer.replace(/ in \d+$/, ""));
}

/** What has arrived of an instance's log. */
async function linesOf(instance: ListedInstance | undefined): Promise<readonly string[]> {
  const client = service.context.client(CloudWatchLogsClient);
  const found: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: logGroup })) {
    const own = events.filter(({ logStreamName }) => logStreamName === instance?.instanceId);
    found.push(...own.map(({ message = "" }) => message));
  }
  return found;
}

const scale = (AutoScalingGroupName: string, DesiredCapacity: number) =>
  autoscaling().send(new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity }));
const hello = "hello from eu-central-2";

it("an instance runs the program that its user data names, as on AWS, in its region and with its role", async () => {
  const template = await makeTemplate(service, "one", "trading");
  await makeGroup(service, "one", template, 1);
  await expect.poll(() => greetings("one"), waiting).toEqual([hello]);
  const [instance] = await instancesOf("one");
  expect(await ask(instance, "/identity")).toBe(
    `arn:aws:sts::000000000000:assumed-role/trading/${instance?.instanceId}`,
  );
  expect(instance?.roleArn).toBe("arn:aws:iam::000000000000:role/trading");
  expect(await ask(instance, "/fetch?url=https://dynamodb.eu-central-1.amazonaws.com/ping")).toBe(
    "healthy: dynamodb.eu-central-1.amazonaws.com ",
  );
  expect((await ask(instance, "/variables")).split(" ")).toEqual(
    [
      "AWS_CONTAINER_AUTHORIZATION_TOKEN",
      "AWS_CONTAINER_CREDENTIALS_FULL_URI",
      "AWS_EC2_METADATA_DISABLED",
      "AWS_ENDPOINT_URL",
      "AWS_REGION",
      "AWS_SDK_UA_APP_ID",
      "GREETING",
      "HOME",
      "PATH",
      "PORT",
      "TMPDIR",
    ].toSorted(),
  );
  const own = async () => {
    const calls = (await (await fetch(`${sandbox.endpoint}${callsPath}`)).json()) as CallCount[];
    return calls
      .filter(({ caller }) => caller !== null && instance?.accessKeys.includes(caller) === true)
      .map(({ service: name, action }) => `${name}:${action}`);
  };
  const all = ["logs:CreateLogStream", "logs:PutLogEvents", "s3:GetObjectVersion", "sts:GetCallerIdentity"];
  await expect.poll(own, waiting).toEqual(all);
});

it("what an instance's program writes is in the region's log group, in a stream of its own", async () => {
  const [instance] = await instancesOf("one");
  await expect.poll(() => linesOf(instance), waiting).toEqual(["listening"]);
});

it("an instance looks names up at its region's name server", async () => {
  const route53 = service.context.client(Route53Client);
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name: "bank.test", CallerReference: "z" }));
  const ResourceRecordSet = {
    Name: "role.bank.test",
    Type: "TXT" as const,
    TTL: 5,
    ResourceRecords: [{ Value: '"primary"' }],
  };
  const change = {
    HostedZoneId: HostedZone?.Id,
    ChangeBatch: { Changes: [{ Action: "CREATE" as const, ResourceRecordSet }] },
  };
  await route53.send(new ChangeResourceRecordSetsCommand(change));
  const [instance] = await instancesOf("one");
  expect(await ask(instance, "/txt?name=role.bank.test")).toBe("primary");
});

it("a program that ends is started again, as systemd would", async () => {
  const [before] = await instancesOf("one");
  await expect(ask(before, "/crash")).rejects.toThrow("fetch failed");
  await expect.poll(async () => (await instancesOf("one"))[0]?.restarts, waiting).toBe(1);
  await expect.poll(() => greetings("one"), waiting).toEqual([hello]);
  const [after] = await instancesOf("one");
  expect(after?.instanceId).toBe(before?.instanceId);
  expect(after?.pid).not.toBe(before?.pid);
  await expect.poll(() => linesOf(after), waiting).toEqual(["listening", "listening"]);
});

it("a region that goes dark takes its instances with it; they boot when it is light again", async () => {
  const [before] = await instancesOf("one");
  await sandbox.setFaults([{ kind: "dark", region }]);
  await expect.poll(() => isRunning(before?.pid ?? 0), waiting).toBe(false);
  expect(await instancesOf("one")).toMatchObject([{ pid: null, port: null }]);
  await sandbox.setFaults([]);
  await expect.poll(() => greetings("one"), waiting).toEqual([hello]);
  expect((await instancesOf("one"))[0]?.restarts).toBe(before?.restarts);
  await expect.poll(() => linesOf(before), waiting).toEqual(["listening", "listening", "listening"]);
});

it("warm instances are processes that do not serve yet; the group takes them first, and they serve at once", async () => {
  const pool = { AutoScalingGroupName: "one", MinSize: 0, MaxGroupPreparedCapacity: 2 };
  await autoscaling().send(new PutWarmPoolCommand(pool));
  const warmOnes = async () => {
    const asked = new DescribeWarmPoolCommand({ AutoScalingGroupName: "one" });
    return (await autoscaling().send(asked)).Instances?.map(({ LifecycleState }) => LifecycleState);
  };
  await expect.poll(warmOnes, waiting).toEqual(["Warmed:Stopped"]);
  const [warm, ...others] = (await instancesOf("one")).filter(({ port }) => port === null);
  expect([warm?.pid, others]).toEqual([expect.any(Number), []]);
  expect(await isRunning(warm?.pid ?? 0)).toBe(true);
  expect(await greetings("one")).toEqual([hello]);

  await scale("one", 2);
  await expect.poll(() => greetings("one"), waiting).toEqual([hello, hello]);
  const started = (await instancesOf("one")).find(({ instanceId }) => instanceId === warm?.instanceId);
  expect(started?.pid).toBe(warm?.pid);
});

it("an instance whose role may not read the program does not come up until it may", async () => {
  await allowService(service.context, "poor", ["s3:PutObject"]);
  await makeGroup(service, "poor", await makeTemplate(service, "poor"), 1);
  const group = async () => {
    const asked = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ["poor"] });
    return (await autoscaling().send(asked)).AutoScalingGroups?.[0]?.Instances?.map((each) => each.LifecycleState);
  };
  await expect.poll(group, waiting).toEqual(["InService"]);
  expect(await instancesOf("poor")).toMatchObject([
    { pid: null, port: null, roleArn: "arn:aws:iam::000000000000:role/poor" },
  ]);
  const allowed = { Effect: "Allow", Action: "s3:GetObjectVersion", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [allowed] });
  const policy = { RoleName: "poor", PolicyName: "program", PolicyDocument };
  await service.context.client(IAMClient).send(new PutRolePolicyCommand(policy));
  await expect.poll(() => greetings("poor"), waiting).toEqual([hello]);
});

it("instances end with their group's capacity, and with their group", async () => {
  const all = await present();
  await scale("one", 1);
  await expect.poll(async () => (await instancesOf("one")).length, waiting).toBe(2);
  for (const AutoScalingGroupName of ["one", "poor"]) {
    await autoscaling().send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true }));
  }
  await expect.poll(() => present(), waiting).toEqual([]);
  const running = () => Promise.all(all.map(({ pid }) => isRunning(pid ?? 0)));
  await expect.poll(running, waiting).toEqual([false, false, false]);
  // The other role may not write to the log.
  const served = all.filter(({ port }) => port !== null);
  const lastLines = async () => {
    const lines = served.map(async (each) => `${each.groupName}: ${(await linesOf(each)).at(-1) ?? "nothing"}`);
    return (await Promise.all(lines)).toSorted((left, right) => (left < right ? -1 : 1));
  };
  await expect.poll(lastLines, waiting).toEqual(["one: ending", "one: ending", "poor: nothing"]);
});

it("the gate tells which role calls with an instance's keys, also with those of one that is gone", async () => {
  const roles = async () => [...(await instanceCallers(sandbox.endpoint)).values()].toSorted();
  const before = await roles();
  expect(new Set(before)).toEqual(new Set(["poor", "trading"]));
  await makeGroup(service, "last", await makeTemplate(service, "last", "trading"), 2);
  await expect.poll(() => greetings("last"), waiting).toEqual([hello, hello]);
  expect(await roles()).toEqual([...before, "trading", "trading"].toSorted());
});

it("no instance outlives a supervisor that is killed outright", async () => {
  const pids = (await instancesOf("last")).map(({ pid }) => pid ?? 0);
  const { pid } = sessionSchema.parse(await (await fetch(`${sandbox.endpoint}${sessionPath}`)).json());
  process.kill(pid, "SIGKILL");
  await expect.poll(() => Promise.all(pids.map(isRunning)), waiting).toEqual([false, false]);
});

it("no instance outlives the sandbox", async () => {
  const next = await mkdtemp(join(tmpdir(), "tandem-fleet-"));
  const other = await startSandbox({ directory: next, id: "fleet-next" });
  const there = await prepareService(other.endpoint, region);
  await makeGroup(there, "stopped", await makeTemplate(there, "stopped", "trading"), 1);
  const pids = async () => (await present(other.endpoint)).flatMap(({ pid }) => pid ?? []);
  await expect.poll(async () => (await pids()).length, waiting).toBe(1);
  const [pid = 0] = await pids();
  await other.stop();
  expect(await isRunning(pid)).toBe(false);
  await rm(next, { recursive: true });
});
