import { mkdtemp, mkdir, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireEnvironment } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import { layerId } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InventoryLine, RolloutEngine, ProvingGround, ResourceStep } from "../ports.ts";
import { fakeHeartbeats } from "./fake-heartbeats.ts";
import { FakePayments } from "./fake-payments.ts";
import { ProgressSink } from "./progress.ts";
import type { ProgressEvent } from "./progress.ts";
import { rehearse } from "./rehearse.ts";
import { reportSchema } from "./report.ts";

const input = {
  environment: "rehearsal-abcdef",
  profile: "payments-us",
  environmentSuffix: "abcdef",
  accountId: "000000000000",
  domain: undefined,
  primaryRegion: undefined,
  standbyRegion: undefined,
};
const config = requireEnvironment(input);

const regional = (region: string) => ({
  contractVersion: 1,
  apiEndpoint: `https://${region}.execute-api.${region}.amazonaws.com/prod`,
  apiHostname: `${region}.execute-api.${region}.amazonaws.com`,
  apiId: "a1",
  trafficHostname: `a1.execute-api.${region}.amazonaws.com`,
  processorFunctionName: "processor",
  processorFunctionArn: `arn:aws:lambda:${region}:000000000000:function:processor`,
  alertTopicArn: `arn:aws:sns:${region}:000000000000:alerts`,
  alarmArns: [`arn:aws:cloudwatch:${region}:000000000000:alarm:errors`],
});
const table = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
const role = "arn:aws:iam::000000000000:role/processor";
const key = "arn:aws:kms:us-east-1:000000000000:key/mrk-1";

/** A world without processes: what the emulator holds, and payments shared by both APIs. */
class FakeWorld {
  readonly log: string[] = [];
  readonly held = new Map<string, InventoryLine>();
  readonly outputs: Record<string, Record<string, unknown>>;
  readonly drift = new Map<string, readonly ResourceStep[]>();
  failing: string | undefined;
  leaves: InventoryLine | undefined;
  denied = true;
  kept = false;
  running = false;
  readonly heartbeats = fakeHeartbeats();
  readonly #payments = new FakePayments();

  constructor(topology: unknown) {
    this.outputs = {
      shared: {
        contractVersion: 1,
        topology,
        primaryKeyArn: key,
        standbyKeyArn: key,
        primaryProcessorRoleArn: role,
        standbyProcessorRoleArn: role,
        primaryHeartbeatRoleArn: role,
        standbyHeartbeatRoleArn: role,
        primaryHeartbeatScheduleRoleArn: role,
        standbyHeartbeatScheduleRoleArn: role,
        replicationRoleArn: role,
        recoveryRoleArn: role,
      },
      "global/foundation": {
        contractVersion: 1,
        zoneId: "Z1",
        zoneNameServers: ["ns-1.awsdns.com"],
        workloadTableName: "ledger",
        workloadTableArn: table("ledger"),
        controlTableName: "control",
        controlTableArn: table("control"),
        certificateArns: {},
      },
      "primary-region": regional("us-east-1"),
      "standby-region": regional("us-east-2"),
      "global/traffic": {
        contractVersion: 1,
        healthCheckId: "h1",
        failoverDnsName: config.domain,
        dashboardName: "readiness",
        alarmArns: ["arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors"],
      },
    };
  }

  engine(): RolloutEngine {
    const line = ({ id }: Layer): InventoryLine => ({ type: "aws:kms/key:Key", region: "us-east-1", id });
    return {
      create: async ({ id }) => void this.log.push(`create ${id}`),
      select: async ({ id }) => void this.log.push(`select ${id}`),
      up: async (layer, { onStep }) => {
        this.log.push(`up ${layer.id}`);
        if (this.failing === layer.id) throw new Error(`${layer.id} broke`);
        onStep?.({ operation: "create", type: "aws:kms/key:Key", name: "key" });
        this.held.set(layer.id, line(layer));
        return { outputs: this.outputs[layer.id] ?? {} };
      },
      previewAfterRefresh: async ({ id }) => ({ changes: this.drift.get(id) ?? [] }),
      destroy: async ({ id }) => {
        this.log.push(`destroy ${id}`);
        this.held.delete(id);
      },
      outputs: async ({ contract }) => this.outputs[layerId(contract)],
      resources: async (layer) => [{ type: "aws:kms/key:Key", name: "key", id: layer.id, region: "us-east-1" }],
    };
  }

  ground(): ProvingGround {
    this.running = true;
    return {
      endpoint: "http://127.0.0.1:1",
      emulator: { name: "Fake", version: "1" },
      modelled: ["the name server"],
      awsPlugin: "stand-in",
      languageHost: "stand-in",
      environment: {},
      call: async (url, init) => this.#payments.answer(new URL(url), init),
      resolve: async (name, type) => [{ name, type, ttlSeconds: 10, value: "a1.execute-api.us-east-1.amazonaws.com" }],
      ...this.heartbeats,
      inventory: async () => [...this.held.values(), ...(this.leaves === undefined ? [] : [this.leaves])],
      compare: (before, after) => ({
        leftovers: after.filter((line) => !before.includes(line) && line.pendingDeletion === undefined),
        pendingDeletion: after.filter((line) => line.pendingDeletion !== undefined),
      }),
      missing: async (resources) => resources.filter(({ id }) => !this.held.has(id)),
      probeIam: async () => ({ denied: this.denied, detail: this.denied ? "refused" : "allowed" }),
      setFaults: async () => undefined,
      keep: async () => void (this.kept = true),
      stop: async () => void (this.running = false),
    };
  }
}

let root: string;
let world: FakeWorld;
let events: ProgressEvent[];
const { topologyOf } = await import("@tandem/config");
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-rehearse-"));
  for (const project of ["shared", "primary-region", "standby-region", "global"]) {
    await mkdir(join(root, "stacks", project), { recursive: true });
  }
  world = new FakeWorld(topologyOf(config));
  events = [];
});
afterEach(() => rm(root, { recursive: true }));

const run = (overrides: { keep?: boolean; signal?: AbortSignal; config?: EnvironmentConfig } = {}) =>
  rehearse({
    root,
    directory: join(root, ".pulumi-state", "rehearsals", config.environment),
    logs: join(root, "reports", "logs"),
    config: overrides.config ?? config,
    keep: overrides.keep ?? false,
    awsPlugin: "stand-in",
    signal: overrides.signal ?? new AbortController().signal,
    progress: new ProgressSink((event) => events.push(event)),
    startGround: async () => world.ground(),
    makeEngine: () => world.engine(),
    pulumiVersion: async () => "3.259.0",
  });

const failed = (report: Awaited<ReturnType<typeof run>>) => report.checks.filter(({ ok }) => !ok).map(({ id }) => id);

describe("rehearse", () => {
  it("deploys, checks, previews and destroys every layer, and leaves nothing in the checkout", async () => {
    const report = await run();
    expect(reportSchema.parse(report)).toEqual(report);
    expect(failed(report)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.checks).toHaveLength(5 + 1 + 16 + 12 + 1 + 6 + 1 + 5 + 5 + 1);
    expect(
      report.layers.map(({ id, status, resources, secondPreviewChanges }) => [
        id,
        status,
        resources,
        secondPreviewChanges,
      ]),
    ).toEqual(
      ["shared", "global/foundation", "primary-region", "standby-region", "global/traffic"].map((id) => [
        id,
        "deployed",
        1,
        0,
      ]),
    );
    expect(world.log.slice(-5)).toEqual([
      "destroy global/traffic",
      "destroy primary-region",
      "destroy standby-region",
      "destroy global/foundation",
      "destroy shared",
    ]);
    expect(world.running).toBe(false);
    expect(await readdir(join(root, "stacks/shared"))).toEqual([]);
    expect(await readdir(join(root, ".pulumi-state/rehearsals"))).toEqual([]);
  });

  it("stops after a layer that breaks its contract, reports it, and still takes everything down", async () => {
    world.outputs["global/foundation"] = { contractVersion: 2 };
    const report = await run();
    expect(world.log.filter((entry) => entry.startsWith("up"))).toEqual(["up shared", "up global/foundation"]);
    expect(report.layers.map(({ status }) => status)).toEqual(["deployed", "failed", "skipped", "skipped", "skipped"]);
    const check = report.checks.find(({ id }) => id === "rollout-global/foundation");
    expect(check?.detail).toContain("contractVersion: 2, expected 1");
    expect(world.log.filter((entry) => entry.startsWith("destroy"))).toHaveLength(5);
    expect(report.ok).toBe(false);
  });

  it("also reads payments by the failover name where the domain is delegated", async () => {
    const delegation = { domain: "pay.acme.dev", domainMode: "delegated", parentZoneId: "Z123" };
    const report = await run({ config: requireEnvironment({ ...input, ...delegation }) });
    expect(failed(report)).toEqual([]);
    const named = report.checks.filter(({ id }) => id.endsWith("-failover-name"));
    expect(named.map(({ id, detail }) => [id, detail])).toEqual([
      ["primary-failover-name", "answered 200"],
      ["standby-failover-name", "answered 200"],
    ]);
  });

  it("reports what a second preview would change", async () => {
    world.drift.set("shared", [{ operation: "update", type: "aws:kms/key:Key", name: "key" }]);
    const report = await run();
    expect(failed(report)).toEqual(["second-preview-shared"]);
    expect(report.layers[0]?.secondPreviewChanges).toBe(1);
    expect(report.checks.find(({ ok }) => !ok)?.detail).toBe("would change: update aws:kms/key:Key key");
  });

  it("fails when IAM is not enforced", async () => {
    world.denied = false;
    const report = await run();
    expect(failed(report)).toEqual(["iam-enforced"]);
    expect(report.mode.iamEnforced).toBe(false);
  });

  it("names what is left, and lists keys that are pending deletion apart", async () => {
    const left: InventoryLine = { type: "aws:sns/topic:Topic", region: "us-east-2", id: "arn:topic" };
    const destroy = world.engine.bind(world);
    world.engine = () => ({ ...destroy(), destroy: async () => void (world.leaves = left) });
    const report = await run();
    expect(failed(report)).toEqual(["nothing-left"]);
    expect(report.teardown.leftovers).toContainEqual(left);
  });

  it("keeps everything when it is asked to", async () => {
    const report = await run({ keep: true });
    expect(report.ok).toBe(true);
    expect(world.kept).toBe(true);
    expect(world.running).toBe(true);
    expect(world.log.some((entry) => entry.startsWith("destroy"))).toBe(false);
    expect(world.log.filter((entry) => entry.startsWith("select"))).toHaveLength(5);
    const files = await readdir(join(root, "stacks/global"));
    expect(files.toSorted()).toEqual([
      "Pulumi.rehearsal-abcdef-foundation.yaml",
      "Pulumi.rehearsal-abcdef-traffic.yaml",
    ]);
  });

  it("stops the emulator and removes its files when it is stopped in the middle", async () => {
    const stop = new AbortController();
    const engine = world.engine.bind(world);
    world.engine = () => ({
      ...engine(),
      up: async (layer, options) => {
        stop.abort();
        return engine().up(layer, options);
      },
    });
    await expect(run({ signal: stop.signal })).rejects.toMatchObject({ code: "aborted", kind: "aborted" });
    expect(world.log.filter((entry) => entry.startsWith("up"))).toEqual(["up shared"]);
    expect(world.running).toBe(false);
    expect(await readdir(join(root, "stacks/shared"))).toEqual([]);
    await expect(stat(join(root, ".pulumi-state/rehearsals", config.environment))).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("tells its plan first, and the end of every step that began", async () => {
    await run();
    expect(events[0]?.type).toBe("planned");
    const ids = (type: ProgressEvent["type"]) =>
      events.flatMap((event) => (event.type === type && "id" in event ? [event.id] : []));
    expect(ids("ended").toSorted()).toEqual(ids("started").toSorted());
    expect(ids("started")).toContain("rollout/standby-region");
  });
});
