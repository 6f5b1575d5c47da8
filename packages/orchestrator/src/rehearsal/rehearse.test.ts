import { mkdtemp, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireEnvironment } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InventoryLine } from "../ports.ts";
import { memoryLateResources } from "../testing/memory-late-resources.ts";
import { FakeWorld } from "./fake-world.ts";
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

let root: string;
let world: FakeWorld;
let events: ProgressEvent[];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-rehearse-"));
  for (const project of ["shared", "primary-region", "standby-region", "global"]) {
    const folder = join(root, "stacks", project);
    await mkdir(folder, { recursive: true });
    for (const file of ["index.ts", "package.json"]) await writeFile(join(folder, file), "{}");
  }
  await writeFile(join(root, "pnpm-lock.yaml"), "");
  world = new FakeWorld(config, join(root, "state"));
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
    late: memoryLateResources(),
    pulumiVersion: async () => "3.259.0",
  });

/** The stacks' settings in the owners' folders. */
async function settings(): Promise<readonly string[]> {
  const files = await readdir(join(root, "stacks"), { recursive: true });
  return files.filter((file) => file.includes("Pulumi.")).toSorted();
}

const failed = (report: Awaited<ReturnType<typeof run>>) => report.checks.filter(({ ok }) => !ok).map(({ id }) => id);

describe("rehearse", () => {
  it("deploys, checks, previews and destroys every layer, and leaves nothing in the checkout", async () => {
    const report = await run();
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.limits).toEqual(config.profile.limits);
    expect(failed(report)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.checks).toHaveLength(5 + 1 + 12 + 7 + 1 + 6 + 1 + 5 + 5 + 1);
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
    // The regions go side by side, in whatever order.
    const last = world.log.slice(-5);
    expect([...last.slice(0, 1), ...last.slice(1, 3).toSorted(), ...last.slice(3)]).toEqual([
      "destroy global/traffic",
      "destroy primary-region",
      "destroy standby-region",
      "destroy global/foundation",
      "destroy shared",
    ]);
    expect(world.running).toBe(false);
    expect(await settings()).toEqual([]);
    expect(await readdir(join(root, ".pulumi-state/rehearsals"))).toEqual([]);
  });

  it("stops after a layer that breaks its contract, reports it, and still takes everything down", async () => {
    world.outputs["global/foundation"] = { contractVersion: 2 };
    const report = await run();
    expect(world.log.filter((entry) => entry.startsWith("up"))).toEqual(["up shared", "up global/foundation"]);
    expect(report.layers.map(({ status }) => status)).toEqual(["deployed", "failed", "skipped", "skipped", "skipped"]);
    const check = report.checks.find(({ id }) => id === "rollout-global/foundation");
    expect(check?.detail).toContain("contractVersion: 2, expected 1");
    const shown = (type: ProgressEvent["type"]) =>
      events.flatMap((event) =>
        event.type === type && "id" in event && event.id.startsWith("rollout/") ? [event] : [],
      );
    expect(shown("started").map(({ id }) => id)).toEqual(["rollout/shared", "rollout/global/foundation"]);
    expect(shown("ended")).toMatchObject([
      { error: undefined },
      { error: expect.stringContaining("contractVersion: 2") as string },
    ]);
    expect(world.log.filter((entry) => entry.startsWith("destroy"))).toEqual([
      "destroy global/foundation",
      "destroy shared",
    ]);
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

  it("fails where the standby takes writes before any failover", async () => {
    world.payments.fenced = undefined;
    const refusals = ["standby-fenced", "standby-payment-refused", "standby-payment-not-kept"];
    expect(failed(await run())).toEqual([...refusals, "standby-document-refused"]);
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
    expect(await settings()).toEqual([
      "global/Pulumi.rehearsal-abcdef-foundation.yaml",
      "global/Pulumi.rehearsal-abcdef-traffic.yaml",
      "primary-region/Pulumi.rehearsal-abcdef.yaml",
      "shared/Pulumi.rehearsal-abcdef.yaml",
      "standby-region/Pulumi.rehearsal-abcdef.yaml",
    ]);
  });

  it("keeps and reports a rollout that failed, where later layers have no stack", async () => {
    world.failing = "global/foundation";
    const report = await run({ keep: true });
    expect(report.ok).toBe(false);
    expect(report.layers.map(({ status }) => status)).toEqual(["deployed", "failed", "skipped", "skipped", "skipped"]);
    expect(world.kept).toBe(true);
    expect(world.running).toBe(true);
    expect(world.log.filter((entry) => entry.startsWith("select"))).toEqual([
      "select shared",
      "select global/foundation",
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
    expect(await settings()).toEqual([]);
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
