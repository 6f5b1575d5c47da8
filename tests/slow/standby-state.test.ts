import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetBucketReplicationCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { Role } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import {
  AwsLookup,
  PulumiEngine,
  backendSettings,
  bootstrapSteps,
  holdToPlan,
  layerFolder,
  layersOf,
  missingSteps,
  openStateStore,
  planLayers,
  readPlan,
  recoverLayer,
  rehearsalConfig,
  removeEnvironmentFiles,
  replaceProcessEnvironment,
  repositoryRoot,
  rollOut,
  secretsProvider,
  stateBackend,
  takeSteps,
  thisRunner,
  writeEnvironmentFiles,
} from "@tandem/orchestrator";
import type { EmitRollout, RolloutEvent } from "@tandem/orchestrator";
import { describeStore } from "@tandem/orchestrator/testing";
import { startProvingGround } from "@tandem/rehearsal";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { thorough } from "../thorough.ts";
import { changesDone, changesPlanned } from "../rollout/cli-lines.ts";
import { plantSecret } from "../rollout/secrets.ts";

const config = rehearsalConfig("payments-us");
const layers = layersOf(config);
const { primary, standby } = config.regions;
const backend = stateBackend({
  name: config.environment,
  accountId: config.accountId,
  primaryRegion: primary,
  standbyRegion: standby,
});
const own = { ...process.env } as Record<string, string>;
let directory: string;
let ground: Awaited<ReturnType<typeof startProvingGround>>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-standby-state-"));
  await mkdir(join(directory, "logs"));
  ground = await startProvingGround({ directory, id: config.environment });
  replaceProcessEnvironment(ground.environment);
  await writeEnvironmentFiles(repositoryRoot, layers, { ...config, secretsProvider: secretsProvider(backend) });
});
afterAll(async () => {
  await ground.stop();
  replaceProcessEnvironment(own);
  await removeEnvironmentFiles(repositoryRoot, layers);
  await rm(directory, { recursive: true, force: true });
});

/** What the engine runs with when its state is in this region's bucket. */
const variables = (role: Role) => ({ ...ground.environment, ...backendSettings(backend, role, true) });
const engineOn = (role: Role) =>
  new PulumiEngine({ root: repositoryRoot, environment: variables(role), logs: join(directory, "logs") });
const storeOn = (role: Role) => {
  const environment = variables(role);
  return openStateStore({ url: environment.PULUMI_BACKEND_URL, environment, stateHome: directory });
};
interface Up {
  readonly only: readonly string[];
  /** What the layers are held to. @default nothing */
  readonly plan?: Awaited<ReturnType<typeof readPlan>>;
  readonly emit?: EmitRollout;
}
/** `tandem up --layer …`, with the state in this region's bucket. */
function up(role: Role, { only, plan, emit = () => undefined }: Up) {
  const [engine, store, never] = [engineOn(role), storeOn(role), new AbortController().signal];
  return rollOut({
    root: repositoryRoot,
    environment: config.environment,
    layers,
    selection: { only, withUpstream: false, withDownstream: false },
    engine,
    store,
    runner: thisRunner("up"),
    versions: {},
    call: (url, init) => ground.call(url, init),
    checkerReports: (id) => ground.checkerReports(id),
    recover: (each, options) => recoverLayer(each, { engine, store, lookup: new AwsLookup(), ...options }),
    ...(plan === undefined ? {} : { planOf: holdToPlan(plan, engine) }),
    emit,
    logOf: ({ id }) => id,
    stop: never,
    signal: never,
  });
}
const s3 = (role: Role) =>
  new S3Client({ endpoint: ground.endpoint, region: config.regions[role], forcePathStyle: true, maxAttempts: 1 });
const layer = (id: string): Layer => {
  const found = layers.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no layer ${id}`);
  return found;
};

/** Keys and ETags of a bucket's objects, as an independent client lists them. */
async function objects(role: Role, prefix: string): Promise<readonly string[]> {
  const list = new ListObjectsV2Command({ Bucket: backend.buckets[role], Prefix: prefix });
  const { Contents = [] } = await s3(role).send(list);
  return Contents.map(({ Key, ETag }) => `${Key} ${ETag}`);
}
const states = (role: Role) => objects(role, ".pulumi/stacks/");

const tandem = (...args: readonly string[]) =>
  execa("node", ["packages/cli/src/main.ts", ...args], {
    cwd: repositoryRoot,
    env: ground.environment,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
const bootstrap =
  `state bootstrap --name ${config.environment} --account ${config.accountId} --primary-region ${primary} --standby-region ${standby}`.split(
    " ",
  );

describe("tandem state bootstrap", () => {
  it("changes nothing where nobody can be asked, or with another account's credentials", async () => {
    const unasked = await tandem(...bootstrap);
    expect([unasked.exitCode, unasked.stderr]).toEqual([2, expect.stringContaining("the same command with --yes")]);
    const foreign = await tandem(...bootstrap.with(5, "123456789012"), "--yes");
    expect([foreign.exitCode, foreign.stderr]).toEqual([2, expect.stringContaining("of account 000000000000")]);
    const steps = bootstrapSteps(backend, ground.environment);
    expect(await missingSteps(steps)).toHaveLength(steps.length);
  });

  it("takes up what an earlier run has left, and then has nothing to do", async () => {
    const steps = bootstrapSteps(backend, ground.environment);
    // As a run leaves it that is cut off after the key, before its alias.
    await takeSteps(steps.slice(0, 1), { onDone: () => undefined, signal: new AbortController().signal });
    const made = await tandem(...bootstrap, "--yes");
    expect([made.exitCode, made.stderr]).toEqual([0, expect.stringContaining("alias/")]);
    expect(made.stdout).toContain(`--secrets-provider '${secretsProvider(backend)}'`);
    expect(await missingSteps(steps)).toEqual([]);
    const again = await tandem(...bootstrap);
    expect([again.exitCode, again.stdout, again.stderr]).toEqual([
      0,
      made.stdout,
      expect.stringContaining("everything is there"),
    ]);
  });

  it("has made a key in each region and replication in both directions, as other clients see it", async () => {
    const key = { KeyId: backend.keyAlias };
    const kms = (role: Role) => new KMSClient({ endpoint: ground.endpoint, region: config.regions[role] });
    const [made, replica] = await Promise.all(
      (["primary", "standby"] as const).map((role) => kms(role).send(new DescribeKeyCommand(key))),
    );
    expect(made?.KeyMetadata?.MultiRegionConfiguration?.MultiRegionKeyType).toBe("PRIMARY");
    expect(replica?.KeyMetadata?.MultiRegionConfiguration?.MultiRegionKeyType).toBe("REPLICA");
    expect(replica?.KeyMetadata?.KeyId).toBe(made?.KeyMetadata?.KeyId);
    const { ReplicationConfiguration } = await s3("standby").send(
      new GetBucketReplicationCommand({ Bucket: backend.buckets.standby }),
    );
    expect(ReplicationConfiguration?.Rules?.[0]?.Destination?.Bucket).toBe(`arn:aws:s3:::${backend.buckets.primary}`);
  });
});

describe("a store in S3", () => {
  describeStore(() => storeOn("primary"));

  it("has its documents in the other region's bucket too", async () => {
    const written = await storeOn("primary").read("live/ledger.json");
    await expect.poll(() => storeOn("standby").read("live/ledger.json")).toMatchObject({ text: written?.text });
  });
});

describe("a plan with the state in S3, and secrets under a KMS key", () => {
  /** What must not be found anywhere in clear. */
  const hidden = "a-secret-that-nobody-may-read";
  const KEY = { type: "aws:kms/key:Key", name: "data-key-primary", property: "description", text: hidden } as const;
  const saved = () => join(directory, "plan");

  /** `tandem plan --save` of these layers: what it would change, and whether it wrote to the backend. */
  async function plan(of: readonly Layer[]) {
    const before = await objects("primary", "");
    const made = await planLayers({
      root: repositoryRoot,
      environment: variables("primary"),
      name: config.environment,
      layers: of,
      versions: {},
      logs: join(directory, "logs"),
      save: saved(),
      emit: () => undefined,
      signal: new AbortController().signal,
    });
    return { changes: changesPlanned(made), hasWritten: !isDeepStrictEqual(await objects("primary", ""), before) };
  }

  /** `tandem up --plan`: what it changed, and which layers are not done. */
  async function carryOut(of: readonly Layer[], only: readonly string[]) {
    const events: RolloutEvent[] = [];
    const held = await readPlan(saved(), config.environment, of);
    const { rollout } = await up("primary", { only, plan: held, emit: (event) => events.push(event) });
    const failed = (rollout?.layers ?? []).filter(({ status }) => status !== "done" && status !== "unchanged");
    return { failed, changes: changesDone(events.map((event) => JSON.stringify(event)).join("\n")) };
  }

  it("is made of an environment that is not there, without a trace, and carried out to the letter", async () => {
    // The CLI makes an unused bucket a backend with whatever command comes first, also one that reads.
    expect(await engineOn("primary").outputs(layer("shared"))).toBe(undefined);
    const of = thorough ? layers : [layer("shared")];
    const { changes, hasWritten } = await plan(of);
    expect(Object.keys(changes)).toEqual(of.map(({ id }) => id));
    expect(hasWritten).toBe(false);
    const only = of.slice(0, 2).map(({ id }) => id);
    const planned = Object.fromEntries(only.map((id) => [id, changes[id]]));
    expect(await carryOut(of, only)).toEqual({ failed: [], changes: planned });
  });

  it("is made and carried out with a secret in the state and in the configuration, and tells it nobody", async () => {
    const shared = layer("shared");
    const cwd = join(repositoryRoot, layerFolder(shared));
    await plantSecret({ cwd, stack: shared.stackName, env: variables("primary") }, KEY);
    const changes = { shared: [`update ${KEY.type} ${KEY.name}`] };
    expect(await plan([shared])).toEqual({ changes, hasWritten: false });
    expect(await carryOut([shared], ["shared"])).toEqual({ failed: [], changes });
    const found = await execa("grep", ["-rlaF", hidden, saved(), join(directory, "logs"), cwd], { reject: false });
    expect([found.stdout, found.exitCode]).toEqual(["", 1]);
  });
});

describe("with the primary region dark", () => {
  const target = layer("standby-region");

  /** The URN of the only resource of a type in the standby's bucket. */
  async function resourceOf(wanted: string): Promise<string> {
    const { resources = [] } = (await engineOn("standby").checkpoint(target)) ?? {};
    const found = resources.find(({ type }) => type === wanted);
    if (found === undefined) throw new Error(`${target.id} holds no ${wanted}`);
    return found.urn;
  }

  it("the state in the standby region's bucket is the one that was written in the primary's", async () => {
    // With the health check of the latch: what makes and changes one is Route 53's control plane, in us-east-1.
    expect(await up("primary", { only: ["shared", "global/foundation", target.id] })).toMatchObject({ ok: true });
    const written = await states("primary");
    expect(written.length).toBeGreaterThan(0);
    await expect.poll(() => states("standby")).toEqual(written);
  });

  it("the primary's bucket is out of reach, and `up --layer standby-region` goes on from the standby's", async () => {
    await ground.setFaults([{ kind: "dark", region: primary }]);
    await expect(states("primary")).rejects.toMatchObject({ code: "ECONNRESET" });
    // Something is missing that has to be made again.
    const lost = await resourceOf("aws:cloudwatch/compositeAlarm:CompositeAlarm");
    const cwd = join(repositoryRoot, layerFolder(target));
    const pulumi = (...args: readonly string[]) =>
      execa("pulumi", [...args, "--stack", target.stackName], { cwd, env: variables("standby"), extendEnv: false });
    await pulumi("state", "delete", lost, "--yes");
    // Forgetting leaves no time of a last update; a setting that changes makes the layer due.
    await pulumi("config", "set", "incident", "primary-dark");
    const before = await decrypts(standby);
    const { rollout } = await up("standby", { only: [target.id] });
    // Its gate has asked the region whether it is ready, and nobody what is known of the latch's checkers.
    expect(rollout?.layers).toMatchObject([{ id: target.id, status: "done", operations: { create: 1 } }]);
    expect(await resourceOf("aws:cloudwatch/compositeAlarm:CompositeAlarm")).toBe(lost);
    // With the key's replica.
    expect(await decrypts(standby)).toBeGreaterThan(before);
    const { resources = [] } = (await engineOn("standby").checkpoint(target)) ?? {};
    expect(resources.map(({ type }) => type)).toContain("aws:lambda/function:Function");
    expect(await storeOn("standby").stackLocks(target)).toEqual([]);
  });

  it("what was written meanwhile is in the primary's bucket when the region is back", async () => {
    await ground.setFaults([]);
    await expect.poll(() => states("primary")).toEqual(await states("standby"));
    expect((await engineOn("primary").previewAfterRefresh(target, {})).changes).toEqual([]);
  });
});

/** How often a region's KMS was asked to decrypt, as the gate counts. */
async function decrypts(region: string): Promise<number> {
  const calls = (await (await fetch(`${ground.endpoint}/_tandem/calls`)).json()) as readonly {
    readonly region: string;
    readonly service: string;
    readonly action: string;
    readonly count: number;
  }[];
  const found = calls.filter((call) => call.region === region && call.service === "kms" && call.action === "Decrypt");
  return found.reduce((sum, { count }) => sum + count, 0);
}
