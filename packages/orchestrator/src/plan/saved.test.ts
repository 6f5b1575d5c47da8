import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foundationContract, sharedContract } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SECRET, SIGNATURE } from "../pulumi/secrets.ts";
import { UNKNOWN } from "../unknown.ts";
import { changedSincePlan, planFileFor, readPlan, savePlan } from "./saved.ts";

const shared: Layer = { id: "shared", contract: sharedContract, stackName: "dev", dependsOn: [] };
const foundation: Layer = {
  id: "global/foundation",
  contract: foundationContract,
  stackName: "dev-foundation",
  dependsOn: ["shared"],
};
const layers = [shared, foundation];
const digest = { sources: "1", "upstream:shared.topology": "2" };

let folder: string;
let save: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-saved-"));
  save = join(folder, "plans", "1");
  const engineFile = join(folder, "engine.json");
  const adds = { password: { [SIGNATURE]: SECRET, ciphertext: "v1:scratch" }, name: "a" };
  const goal = { inputDiff: { adds } };
  await writeFile(
    engineFile,
    JSON.stringify({ config: { token: { secure: "v1:x" } }, resourcePlans: { urn: { goal } } }),
  );
  await savePlan(
    save,
    "dev",
    layers.map((layer) => ({ layer, engineFile, digest })),
    new Date("2026-11-21T10:00:00Z"),
  );
});
afterEach(() => rm(folder, { recursive: true }));

const problems = async (environment = "dev", of: readonly Layer[] = layers): Promise<string> => {
  const error: unknown = await readPlan(save, environment, of).catch((refused: unknown) => refused);
  expect(error).toMatchObject({ code: "plan-unusable", hint: `./tandem plan ${environment} --save ${save}` });
  return (error as Error).message.replaceAll(folder, "");
};

describe("a saved plan", () => {
  it("is read as it was saved, with a file for each layer", async () => {
    const plan = await readPlan(save, "dev", layers);
    expect(plan).toMatchObject({ schemaVersion: 1, environment: "dev", madeAt: "2026-11-21T10:00:00.000Z" });
    expect(layers.map((layer) => planFileFor(plan, layer))).toEqual([
      join(save, "shared.json"),
      join(save, "global-foundation.json"),
    ]);
  });

  it("has no secret, for an unknown in its place, and no configuration; only its owner reads it", async () => {
    const file = join(save, "shared.json");
    const text = await readFile(file, "utf8");
    expect(JSON.parse(text)).toEqual({
      config: {},
      resourcePlans: { urn: { goal: { inputDiff: { adds: { password: UNKNOWN, name: "a" } } } } },
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("tells which parts of a digest changed, but for outputs that were unknown", async () => {
    const plan = await readPlan(save, "dev", layers);
    const upstream = { "upstream:shared.topology": "2", "upstream:shared.primaryKeyArn": "3" };
    expect(changedSincePlan(plan, foundation, { sources: "1", ...upstream })).toEqual([]);
    expect(changedSincePlan(plan, foundation, { sources: "x", ...upstream, "upstream:shared.topology": "y" })).toEqual([
      "sources",
      "upstream:shared.topology",
    ]);
    expect(changedSincePlan(plan, foundation, { checkpoint: "new" })).toEqual([
      "checkpoint",
      "sources",
      "upstream:shared.topology",
    ]);
  });
});

describe("a plan that cannot be used", () => {
  it("is told every problem at once", async () => {
    await writeFile(join(save, "shared.json"), "{}");
    await rm(join(save, "global-foundation.json"));
    const other: Layer = { ...foundation, id: "global/traffic" };
    expect(await problems("live", [shared, other])).toBe(
      [
        "the plan in /plans/1 cannot be used",
        "  it is of dev, not of live",
        "  it does not have global/traffic",
        "  it has global/foundation, which live does not have",
        "  shared.json is not the one that was saved for shared",
        "  global-foundation.json is missing",
      ].join("\n"),
    );
  });

  it("has no plan.json, or one of another form", async () => {
    const file = join(save, "plan.json");
    const plan = JSON.parse(await readFile(file, "utf8")) as { layers: object[] };
    await writeFile(file, JSON.stringify({ ...plan, schemaVersion: 2, layers: [{ ...plan.layers[0], file: "../x" }] }));
    expect(await problems()).toContain("plan.json.schemaVersion");
    expect(await problems()).toContain("plan.json.layers.0.file");
    await writeFile(file, "{");
    expect(await problems()).toContain("plan.json: ");
    await rm(file);
    expect(await problems()).toContain("plan.json is missing");
  });

  it("does not have a layer that is asked for", async () => {
    const plan = await readPlan(save, "dev", layers);
    expect(() => planFileFor(plan, { ...shared, id: "x" })).toThrow("does not have x");
  });
});
