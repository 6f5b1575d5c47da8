import { globSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { topologyOf } from "@tandem/config";
import { stackGraph, stacks } from "@tandem/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repositoryRoot } from "../layers.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { affectedLayers } from "./affected.ts";
import type { LayerSources } from "./affected.ts";
import { linkPackages } from "./checkout.ts";
import { workspaceSources } from "./workspace-sources.ts";

const layers = stackGraph(stacks, topologyOf(rehearsalConfig("payments-us")));
const all = layers.map(({ id }) => id);
const regions = ["primary-region", "standby-region"];
const withTraffic = [...regions, "global/traffic"];

/** A copy of this repository's sources, to change; and what the repository's are. */
let copy: string;
let unchanged: ReadonlyMap<string, LayerSources>;
beforeAll(async () => {
  unchanged = await workspaceSources(repositoryRoot)(layers);
  copy = await mkdtemp(join(tmpdir(), "tandem-sources-"));
  const own = (file: string) => !/node_modules|\/dist$|\/reports$/.test(file.slice(repositoryRoot.length));
  for (const part of ["packages", "stacks", "pnpm-lock.yaml", "tsconfig.json", "tsconfig.base.json"]) {
    await cp(join(repositoryRoot, part), join(copy, part), { recursive: true, filter: own });
  }
  await linkPackages(copy);
});
afterAll(() => rm(copy, { recursive: true }));

/** What is affected when files of the repository become others. */
async function affectedBy(files: readonly string[], edit: (text: string) => string): Promise<readonly string[]> {
  try {
    for (const file of files) {
      const text = await readFile(join(repositoryRoot, file), "utf8");
      expect({ file, text: edit(text) }).not.toEqual({ file, text });
      await writeFile(join(copy, file), edit(text));
    }
    const change = { files, before: async () => unchanged, after: workspaceSources(copy) };
    return [...(await affectedLayers(layers, change)).keys()];
  } finally {
    for (const file of files) await cp(join(repositoryRoot, file), join(copy, file));
  }
}

/** Another function of a component. */
const inside = (text: string) => text.replace("registerOutputs(", "registerOutputs(globalThis.now, ");
/** Something that a module does when it is loaded, whoever loads it. */
const onLoad = (text: string) => `${text}globalThis.loaded = true;\n`;
const remark = (text: string) => `${text}// A remark.\ninterface Unused {}\n`;

describe("a change inside what this repository's programs use affects them and what reads them", () => {
  it.each<[string, (text: string) => string, readonly string[]]>([
    ["packages/components/src/traffic/failover-records.ts", inside, ["global/traffic"]],
    ["packages/components/src/traffic/endpoint-health-check.ts", inside, ["global/traffic"]],
    ["packages/components/src/traffic/failover-zone.ts", inside, all.slice(1)],
    ["packages/components/src/data/global-table.ts", inside, all.slice(1)],
    ["packages/components/src/compute/rest-api.ts", inside, withTraffic],
    ["packages/components/src/failover/heartbeat-writer.ts", inside, withTraffic],
    ["packages/components/src/security/multi-region-key.ts", inside, all],
    ["packages/components/src/urn-tags.ts", (text) => text.replace("urnTagKey]", "urnTagKey + 1]"), all],
    ["packages/config/src/topology.ts", (text) => text.replace(".min(1)", ".min(2)"), all],
    ["packages/contracts/src/stacks.ts", (text) => text.replace("version: 1", "version: 2"), all],
    ["packages/handlers/src/transaction/health.ts", (text) => text.replace("2000", "2001"), withTraffic],
    ["packages/handlers/src/bundle/build.ts", (text) => text.replace("minify: true", "minify: false"), withTraffic],
    ["packages/handlers/src/heartbeat/permissions.ts", (text) => text.replace("dynamodb:", "s3:"), all],
    ["packages/handlers/package.json", (text) => text.replace('"private"', '"imports": {}, "private"'), all],
    [
      "stacks/primary-region/program.ts",
      (text) => text.replace('"primary"', '"standby"'),
      ["primary-region", "global/traffic"],
    ],
    ["stacks/global/foundation.ts", (text) => text.replace('"workload-table"', '"table"'), all.slice(1)],
    ["stacks/global/traffic.ts", (text) => text.replace('"readiness"', '"board"'), ["global/traffic"]],
    ["stacks/global/program.ts", (text) => text.replace("plane-missing", "no-plane"), all.slice(1)],
  ])("%s", async (file, change, expected) => {
    expect(await affectedBy([file], change)).toEqual(expected);
  });
});

const components = globSync("packages/components/src/**/*.ts", { cwd: repositoryRoot }).filter(
  (file) => !file.includes(".test.") && !file.includes("/testing/"),
);

it("what any module does when it is loaded is left out nowhere", async () => {
  for (const file of ["packages/components/src/traffic/failover-records.ts", "packages/config/src/naming.ts"]) {
    const loading = layers.filter(({ id }) => unchanged.get(id)?.files.has(file) === true).map(({ id }) => id);
    expect(loading).toEqual(all);
    expect(await affectedBy([file], onLoad)).toEqual(all);
  }
});

it("remarks and types in any component affect nothing", async () => {
  expect(components.length).toBeGreaterThan(30);
  expect(await affectedBy(components, remark)).toEqual([]);
});

it("a component that no program makes yet affects nothing", async () => {
  const zone = await readFile(join(repositoryRoot, "packages/components/src/traffic/failover-zone.ts"), "utf8");
  await writeFile(join(copy, "packages/components/src/traffic/new.ts"), zone.replaceAll("FailoverZone", "New"));
  const exported = (text: string) => `${text}export { New } from "./traffic/new.ts";\n`;
  expect(await affectedBy(["packages/components/src/index.ts"], exported)).toEqual([]);
});

it.each(["packages/cli/src/main.ts", "packages/components/src/names.test.ts", "docs/architecture.md"])(
  "%s affects nothing",
  async (file) => {
    const sources = async () => unchanged;
    expect((await affectedLayers(layers, { files: [file], before: sources, after: sources })).size).toBe(0);
  },
);
