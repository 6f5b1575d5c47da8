import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../bundle.ts";
import { heartbeatPostgresPermissions } from "../heartbeat-postgres/permissions.ts";
import { startPostgres } from "../testing/postgres.ts";
import { startAwsServer } from "../transaction/aws-server.ts";
import { lambdaContext } from "../transaction/fixtures.ts";
import { lagReaderPermissions } from "./permissions.ts";

const secretArn = "arn:aws:secretsmanager:us-west-2:123456789012:secret:db-AbCdEf";

let directory: string;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let aws: Awaited<ReturnType<typeof startAwsServer>>;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "tandem-bundle-"));
  for (const name of ["heartbeat-postgres", "lag-reader"] as const) {
    copyFileSync(join(bundle(name).directory, "index.mjs"), join(directory, `${name}.mjs`));
  }
  postgres = await startPostgres(["writer.db.test", "reader.db.test"]);
  aws = await startAwsServer();
  aws.secrets.set(secretArn, JSON.stringify(postgres.user));
});
afterAll(async () => {
  await aws.stop();
  await postgres.stop();
  rmSync(directory, { recursive: true });
});

/** One invocation of one tick, as Lambda's runtime makes it, under a name server of its own. */
async function invoke(name: "heartbeat-postgres" | "lag-reader"): Promise<string> {
  const script = `
    import dns from "node:dns/promises";
    import { syncBuiltinESMExports } from "node:module";
    dns.resolve4 = async () => [{ address: "127.0.0.1", ttl: 5 }];
    syncBuiltinESMExports();
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(directory, `${name}.mjs`)).href)});
    await handler({}, { ...${JSON.stringify(lambdaContext)}, getRemainingTimeInMillis: () => 15000 });
    process.exit(0);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      DATABASE_WRITER_HOST: "writer.db.test",
      DATABASE_READER_HOST: "reader.db.test",
      DATABASE_PORT: String(postgres.port),
      DATABASE_NAME: "postgres",
      DATABASE_SECRET_ARN: secretArn,
      DATABASE_CA_FILE: postgres.caFile,
      CONTROL_TABLE: "control-dev1",
      DOCUMENTS_BUCKET: "docs-us-west-2-dev1",
      ENVIRONMENT: "dev",
      POWERTOOLS_SERVICE_NAME: name,
      LOG_LEVEL: "ERROR",
      AWS_REGION: "us-west-2",
      AWS_LAMBDA_FUNCTION_NAME: `${name}-us-west-2-dev1`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: aws.endpoint,
    },
  });
  let told = "";
  child.stdout.on("data", (data: Buffer) => (told += data.toString()));
  await once(child, "close");
  return told;
}

const lagItem = () => aws.tables.get("control-dev1")?.get("replication-lag#us-west-2 latest");
/** Permissions of keys are asked by the services for the function. */
const onKeys = new Set(["evidenceKey", "databaseSecretKey"]);
const groupsOf = (groups: Readonly<Record<string, readonly string[]>>) =>
  new Set(Object.entries(groups).flatMap(([group, actions]) => (onKeys.has(group) ? [] : actions)));

test("the lag is unknown until the writer has beaten, then as old as its row; each uses exactly what its role permits", async () => {
  expect(await invoke("lag-reader")).not.toContain("ReplicationLagSeconds");
  expect(lagItem()?.["why"]?.S).toBe('relation "heartbeats" does not exist');
  expect(new Set(aws.actions)).toEqual(groupsOf(lagReaderPermissions));

  aws.actions.length = 0;
  expect(await invoke("heartbeat-postgres")).toContain('"DatabaseHeartbeats":1');
  expect(new Set(aws.actions)).toEqual(groupsOf(heartbeatPostgresPermissions));
  expect(await postgres.sql("SELECT name, region FROM heartbeats")).toEqual([{ name: "writer", region: "us-west-2" }]);

  await postgres.sql("UPDATE heartbeats SET written_at = written_at - interval '40 seconds'");
  const told = await invoke("lag-reader");
  const lagMs = Number(lagItem()?.["lagMs"]?.N);
  expect(lagMs).toBeGreaterThanOrEqual(40_000);
  expect(lagMs).toBeLessThan(60_000);
  expect(told).toContain(`"ReplicationLagSeconds":${lagMs / 1000}`);

  expect(lagItem()).not.toHaveProperty("auroraVersion");
  await postgres.sql("CREATE FUNCTION aurora_version() RETURNS text LANGUAGE sql AS $$ SELECT '17.4.2' $$");
  await invoke("lag-reader");
  expect(lagItem()?.["auroraVersion"]?.S).toBe("17.4.2");
});

test("a standby's own writer leaves the row as it arrived", async () => {
  const before = await postgres.sql("SELECT written_at FROM heartbeats");
  await postgres.sql("ALTER SYSTEM SET default_transaction_read_only = on");
  await postgres.sql("SELECT pg_reload_conf()");
  await expect.poll(() => postgres.sql("SHOW transaction_read_only")).toEqual([{ transaction_read_only: "on" }]);
  expect(await invoke("heartbeat-postgres")).not.toContain("DatabaseHeartbeats");
  expect(await postgres.sql("SELECT written_at FROM heartbeats")).toEqual(before);
});
