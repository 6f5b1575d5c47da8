import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { LayerEngine } from "../ports.ts";
import { fakeLayers } from "../rollout/testing/fake-engine.ts";
import { holdToPlan } from "./hold-to-plan.ts";
import type { SavedPlan } from "./saved.ts";

const [shared, foundation] = fakeLayers as [(typeof fakeLayers)[number], (typeof fakeLayers)[number]];
const { signal } = new AbortController();
let plan: SavedPlan;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "tandem-hold-"));
  await writeFile(join(folder, "shared.json"), enginePlan("same"));
  plan = {
    schemaVersion: 1,
    environment: "dev",
    madeAt: "2026-11-21T10:00:00Z",
    folder,
    layers: [{ id: "shared", stack: "dev", file: "shared.json", sha256: "", digest: { sources: "a", config: "b" } }],
  };
});
afterAll(() => rm(plan.folder, { recursive: true }));

function enginePlan(step: string): string {
  return JSON.stringify({ resourcePlans: { "urn:pulumi:dev::shared::aws:kms/key:Key::data": { steps: [step] } } });
}

/** Saves a plan whose only step is this one. */
const previewing = (step: string): Pick<LayerEngine, "preview"> => ({
  preview: async (_, { plan: file = "" }) => {
    await writeFile(file, enginePlan(step));
    return { changes: [], unchanged: 1, outputs: {} };
  },
});
const never: Pick<LayerEngine, "preview"> = { preview: () => Promise.reject(new Error("previewed")) };
const checkpoint = { updatedAt: "", resources: [], pendingOperations: [], outputs: {}, references: [] };

it("gives the engine's file of a layer that is what it was when the plan was made", async () => {
  const found = { digest: { sources: "a", config: "b" }, checkpoint };
  expect(await holdToPlan(plan, never)(shared, found, signal)).toBe(join(plan.folder, "shared.json"));
});

it("refuses a layer that is something else since, and says what", async () => {
  const found = { digest: { sources: "x", config: "b" }, checkpoint: undefined };
  await expect(holdToPlan(plan, never)(shared, found, signal)).rejects.toMatchObject({
    code: "plan-outdated",
    message: `shared is not what the plan in ${plan.folder} was made from: its sources changed`,
    hint: `tandem plan dev --save ${plan.folder}`,
  });
});

it("says where a stack that is there would leave the plan", async () => {
  const found = { digest: { sources: "x", config: "b" }, checkpoint };
  await expect(holdToPlan(plan, previewing("update"))(shared, found, signal)).rejects.toThrow(
    /its sources changed\n {2}aws:kms\/key:Key data: update is not in the plan$/,
  );
  await expect(holdToPlan(plan, previewing("same"))(shared, found, signal)).rejects.toThrow(/its sources changed$/);
});

it("refuses a layer that the plan does not have", async () => {
  await expect(holdToPlan(plan, never)(foundation, { digest: {}, checkpoint }, signal)).rejects.toThrow(
    `the plan in ${plan.folder} does not have global/foundation`,
  );
});
