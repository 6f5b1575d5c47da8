import type { DatabaseState } from "@tandem/orchestrator/ports";
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DeleteDBClusterCommand,
  DeleteDBInstanceCommand,
  DeleteGlobalClusterCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  FailoverGlobalClusterCommand,
  ModifyDBClusterCommand,
  RemoveFromGlobalClusterCommand,
  SwitchoverGlobalClusterCommand,
} from "@aws-sdk/client-rds";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { rehearsalPaths } from "../sandbox/paths.ts";
import { startSandbox } from "../sandbox/sandbox.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { readSession } from "../sandbox/session.ts";
import { deployAsking } from "../sandbox/testing/function.ts";
import type { AskingFunction } from "../sandbox/testing/function.ts";
import { promote } from "../promote.ts";
import { readDatabases } from "./report.ts";
import { createGlobal, createInstance, master, rolesOf } from "./testing/global-database.ts";
import type { TestGlobal } from "./testing/global-database.ts";

const [one, other] = ["eu-central-1", "eu-central-2"] as const;
const quick = { kind: "promotion-time", seconds: 1.5 } as const;
const patient = { timeout: 30_000, interval: 100 } as const;

let directory: string;
let sandbox: Sandbox;
let functions: Record<string, AskingFunction>;
let database: TestGlobal;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-aurora-"));
  sandbox = await startSandbox({ directory, id: "aurora" });
  functions = {
    [one]: await deployAsking(sandbox.endpoint, one),
    [other]: await deployAsking(sandbox.endpoint, other),
  };
  await sandbox.setFaults([quick]);
  database = await createGlobal(sandbox.endpoint, "g", [one, other]);
});
afterAll(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true });
});

/** What a function of a region finds at an endpoint. */
async function sql(region: string, host: string | undefined, text: string, holdMs?: number): Promise<string> {
  const question = {
    kind: "sql",
    host: host ?? "",
    ...master,
    text,
    ...(holdMs === undefined ? {} : { holdMs }),
  } as const;
  const [answer = ""] = (await functions[region]?.ask([question])) ?? [];
  return answer;
}
const held = "SELECT 1 AS held";
/** Returns once a function holds a connection on which it will ask again. */
async function isHeld(region: string): Promise<void> {
  const count = `SELECT count(*)::int FROM pg_stat_activity WHERE query = '${held}'`;
  await expect.poll(() => sql(region, database.writerHost[region], count), patient).toBe("[1]");
}
const insert = (...ids: string[]) => `INSERT INTO transactions VALUES ${ids.map((id) => `('${id}')`).join()}`;
const ids = "SELECT id FROM transactions ORDER BY id";
async function report(): Promise<DatabaseState> {
  const [found] = await readDatabases(sandbox.endpoint);
  if (found === undefined) throw new Error("there is no database");
  return found;
}
const roles = async () => rolesOf(await database.describe(other));

function failOver(region: string) {
  const move = { GlobalClusterIdentifier: "g", TargetDbClusterIdentifier: database.arn[region], AllowDataLoss: true };
  return database.rds(region).send(new FailoverGlobalClusterCommand(move));
}
function switchOver(from: string, to: string) {
  const move = { GlobalClusterIdentifier: "g", TargetDbClusterIdentifier: database.arn[to] };
  return database.rds(from).send(new SwitchoverGlobalClusterCommand(move));
}

test("functions reach their own region's database at its endpoints, over TLS that they verify; a standby's is read-only", async () => {
  expect(await sql(one, database.writerHost[one], "CREATE TABLE transactions (id text PRIMARY KEY)")).toBe("[]");
  expect(await sql(one, database.writerHost[one], insert("a"))).toBe("[]");
  expect(await sql(one, database.readerHost[one], ids)).toBe('["a"]');
  await expect.poll(() => sql(other, database.readerHost[other], ids), patient).toBe('["a"]');
  expect(await sql(other, database.readerHost[other], insert("b"))).toBe("25006");
  expect(await sql(other, database.writerHost[other], insert("b"))).toBe("25006");
  // Networks that are not peered.
  expect(await sql(other, database.writerHost[one], ids)).toBe("ECONNRESET");
  expect(await sql(one, "nobody.cluster-12345678.eu-central-1.rds.amazonaws.com", ids)).toBe("ECONNRESET");
});

test("RDS goes on telling the endpoints' names, and those of instances, which lead to the same database", async () => {
  const { DBClusters } = await database.rds(other).send(new DescribeDBClustersCommand());
  expect(DBClusters?.map(({ Endpoint, ReaderEndpoint }) => [Endpoint, ReaderEndpoint])).toEqual([
    [database.writerHost[other], database.readerHost[other]],
  ]);
  const { DBInstances } = await database.rds(other).send(new DescribeDBInstancesCommand());
  const [host] = (DBInstances ?? []).map(({ Endpoint }) => Endpoint?.Address);
  expect(host).toBe(database.writerHost[other]?.replace("g-", "g-").replace(/^[^.]+\.cluster-/, `g-${other}-1.`));
  expect(await sql(other, host, ids)).toBe('["a"]');
});

test("a database that is dark loses its connections and takes none, and RDS is there", async () => {
  const holding = sql(one, database.writerHost[one], held, 3000);
  await isHeld(one);
  await sandbox.setFaults([quick, { kind: "database-dark", region: one }]);
  expect(await holding).toMatch(/^lost: /);
  expect(await sql(one, database.readerHost[one], ids)).toBe("ECONNRESET");
  expect(await sql(other, database.readerHost[other], ids)).toBe('["a"]');
  expect(rolesOf(await database.describe(one))).toBe(`${one}: available`);
  await sandbox.setFaults([quick]);
  expect(await sql(one, database.readerHost[one], ids)).toBe('["a"]');
});

test("replication that is paused lets the standby lag, and it catches up", async () => {
  await sandbox.setFaults([quick, { kind: "replication-paused", region: other }]);
  await sql(one, database.writerHost[one], insert("b"));
  await expect.poll(async () => (await report()).members[1]?.lag?.bytes, patient).toBeGreaterThan(0);
  expect(await sql(other, database.readerHost[other], ids)).toBe('["a"]');
  await sandbox.setFaults([quick]);
  await expect.poll(() => sql(other, database.readerHost[other], ids), patient).toBe('["a","b"]');
  expect((await report()).members.map(({ region, lag }) => [region, lag])).toEqual([
    [one, null],
    [other, { milliseconds: 0, bytes: 0 }],
  ]);
});

test("a forced failover promotes the standby in its time, and the old writer's tail is listed when it is back", async () => {
  await sandbox.setFaults([quick, { kind: "cut", regions: [one, other] }]);
  await sql(one, database.writerHost[one], insert("lost-1", "lost-2"));
  const asked = performance.now();
  const { GlobalCluster } = await failOver(other);
  expect(rolesOf(GlobalCluster ?? {})).toBe(`${one}: failing-over, failing-over`);
  expect(await roles()).toBe(`${one}: failing-over, failing-over`);
  await expect(failOver(other)).rejects.toMatchObject({
    name: "InvalidGlobalClusterStateFault",
    message: "Global cluster g is moving its writer already",
  });
  expect(await sql(other, database.writerHost[other], insert("early"))).toBe("25006");
  await expect.poll(roles, patient).toBe(`${other}: available, resyncing ${one}`);
  expect(performance.now() - asked).toBeGreaterThan(1400);
  expect(await sql(other, database.writerHost[other], insert("new"))).toBe("[]");
  // Nobody can fence what nobody reaches: it takes writes in its own region.
  expect(await sql(one, database.writerHost[one], insert("lost-3"))).toBe("[]");

  const holding = sql(one, database.writerHost[one], held, 3000);
  await isHeld(one);
  await sandbox.setFaults([quick]);
  await expect.poll(roles, patient).toBe(`${other}: available`);
  expect(await holding).toMatch(/^lost: /);
  const { writer, moves, tails, problems } = await report();
  expect({ writer, problems }).toEqual({ writer: other, problems: [] });
  expect(tails.map(({ region, lostIds }) => ({ region, lostIds }))).toEqual([
    { region: one, lostIds: ["lost-1", "lost-2", "lost-3"] },
  ]);
  expect(tails[0]?.snapshot).toMatch(/^rds:unplanned-global-failover-g-eu-central-1-2/);
  expect(moves.map(({ kind, from, to, fencedAt, failure }) => ({ kind, from, to, fencedAt, failure }))).toEqual([
    { kind: "failover", from: one, to: other, fencedAt: null, failure: null },
  ]);
  await expect.poll(() => sql(one, database.readerHost[one], ids), patient).toBe('["a","b","new"]');
  expect(await sql(one, database.writerHost[one], insert("x"))).toBe("25006");
});

test("a switchover makes the writer read-only until the other has everything, and loses nothing", async () => {
  await sql(other, database.writerHost[other], insert("kept"));
  await switchOver(other, one);
  expect(await roles()).toBe(`${other}: switching-over, failing-over`);
  await expect.poll(() => sql(other, database.writerHost[other], insert("late")), patient).toBe("25006");
  await expect.poll(roles, patient).toBe(`${one}: available`);
  expect(await sql(one, database.writerHost[one], insert("after"))).toBe("[]");
  expect(await sql(one, database.writerHost[one], ids)).toBe('["a","after","b","kept","new"]');
  await expect.poll(() => sql(other, database.readerHost[other], ids), patient).toBe('["a","after","b","kept","new"]');
  const { tails, problems, moves } = await report();
  expect({ tails: tails.length, problems, failure: moves[1]?.failure }).toEqual({
    tails: 1,
    problems: [],
    failure: null,
  });
});

test("a promotion that is to fail once fails once, and the roles stay", async () => {
  await sandbox.setFaults([quick, { kind: "promotion-fails", times: 1 }]);
  await failOver(other);
  await expect.poll(roles, patient).toBe(`${one}: available`);
  expect((await report()).moves.at(-1)?.failure).toBe("the promotion has failed, as it was told to");
  expect(await sql(one, database.writerHost[one], insert("still"))).toBe("[]");
  await promote(sandbox.endpoint, "g", other);
  await expect.poll(roles, patient).toBe(`${other}: available`);
  await sandbox.setFaults([quick]);
  await switchOver(other, one);
  await expect.poll(roles, patient).toBe(`${one}: available`);
});

test("a writer that cannot be reached is no one to switch over from", async () => {
  await sandbox.setFaults([quick, { kind: "database-dark", region: one }]);
  await expect(switchOver(one, other)).rejects.toMatchObject({
    name: "InvalidGlobalClusterStateFault",
    message: "The writer of global cluster g cannot be reached",
  });
  expect(await roles()).toBe(`${one}: available`);
  await sandbox.setFaults([quick]);
});

test("members whose versions differ, and one without an instance, are refused", async () => {
  await sandbox.setFaults([quick, { kind: "engine-version", region: other, version: "17.4" }]);
  await expect(failOver(other)).rejects.toMatchObject({
    name: "InvalidGlobalClusterStateFault",
    message: `DB cluster g-${other} runs engine version 17.4 and the writer 17.5`,
  });
  const { DBClusters } = await database.rds(other).send(new DescribeDBClustersCommand());
  expect(DBClusters?.map(({ EngineVersion }) => EngineVersion)).toEqual(["17.4"]);

  await sandbox.setFaults([quick, { kind: "headless", region: other }]);
  const { DBInstances } = await database.rds(other).send(new DescribeDBInstancesCommand());
  expect(DBInstances?.map(({ DBInstanceStatus }) => DBInstanceStatus)).toEqual(["failed"]);
  expect(await sql(other, database.readerHost[other], ids)).toBe("ECONNRESET");
  await expect(failOver(other)).rejects.toThrow(`DB cluster g-${other} has no DB instance and cannot be promoted`);
  await sandbox.setFaults([quick]);

  const instance = { DBInstanceIdentifier: `g-${other}-1`, SkipFinalSnapshot: true };
  await database.rds(other).send(new DeleteDBInstanceCommand(instance));
  expect(await sql(other, database.readerHost[other], ids)).toBe("ECONNRESET");
  await expect(failOver(other)).rejects.toMatchObject({
    message: `DB cluster g-${other} has no DB instance and cannot be promoted`,
  });
  expect(await roles()).toBe(`${one}: available`);
  await createInstance(database.rds(other), "g", other);
  expect(await sql(other, database.readerHost[other], "SELECT 1")).toBe("[1]");
});

test("Aurora's lag is told to CloudWatch in the secondary's region", async () => {
  const config = { endpoint: sandbox.endpoint, region: other, credentials: rehearsalCredentials };
  const asked = new GetMetricStatisticsCommand({
    Namespace: "AWS/RDS",
    MetricName: "AuroraGlobalDBRPOLag",
    Dimensions: [{ Name: "DBClusterIdentifier", Value: `g-${other}` }],
    StartTime: new Date(Date.now() - 600_000),
    EndTime: new Date(Date.now() + 60_000),
    Period: 600,
    Statistics: ["Maximum"],
  });
  const { Datapoints = [] } = await new CloudWatchClient(config).send(asked);
  expect(Datapoints.map(({ Maximum, Unit }) => [Maximum, Unit])).toEqual([[0, "Milliseconds"]]);
});

test("a new password of the master user holds, and is in no file", async () => {
  const changed = { DBClusterIdentifier: `g-${one}`, MasterUserPassword: "another-secret", ApplyImmediately: true };
  await database.rds(one).send(new ModifyDBClusterCommand(changed));
  expect(await sql(one, database.writerHost[one], "SELECT 1")).toBe("28P01");
  await database.rds(one).send(new ModifyDBClusterCommand({ ...changed, MasterUserPassword: master.password }));
  expect(await sql(one, database.writerHost[one], "SELECT 1")).toBe("[1]");
  const found = await execa("grep", ["-rlaE", `${master.password}|another-secret`, directory], { reject: false });
  // The functions' own code does not hold it either: each call brings it.
  expect(found.stdout).toBe("");
  const { stdout: processes } = await execa("ps", ["-eo", "args"]);
  expect(processes).not.toMatch(/a-secret-of-nobody|another-secret/);
});

test("databases go with their clusters, the writer last", async () => {
  for (const region of [other, one]) {
    const DBClusterIdentifier = `g-${region}`;
    const rds = database.rds(region);
    await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: `g-${region}-1`, SkipFinalSnapshot: true }));
    const member = { GlobalClusterIdentifier: "g", DbClusterIdentifier: database.arn[region] };
    await rds.send(new RemoveFromGlobalClusterCommand(member));
    await rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier, SkipFinalSnapshot: true }));
    const left = (await readDatabases(sandbox.endpoint)).flatMap(({ members }) => members.map((found) => found.region));
    expect(left).toEqual(region === other ? [one] : []);
  }
  await database.rds(one).send(new DeleteGlobalClusterCommand({ GlobalClusterIdentifier: "g" }));
  expect(await readDatabases(sandbox.endpoint)).toEqual([]);
  const again = await createGlobal(sandbox.endpoint, "g", [one]);
  expect(
    await sql(one, again.writerHost[one], "SELECT count(*)::int FROM pg_tables WHERE tablename = 'transactions'"),
  ).toBe("[0]");
});

test("a supervisor that is killed outright takes the databases with it", async () => {
  const { pid } = (await readSession(directory)) ?? {};
  const places = async () => {
    const links = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(links.map((name) => readlink(`/proc/${name}/cwd`).catch(() => "")));
    return found.filter((place) => place.startsWith(rehearsalPaths(directory).databases));
  };
  expect((await places()).length).toBeGreaterThan(3);
  process.kill(pid ?? 0, "SIGKILL");
  await expect.poll(places, { timeout: 15_000, interval: 100 }).toEqual([]);
  await expect.poll(() => readdir(rehearsalPaths(directory).databases), patient).toEqual([]);
});
