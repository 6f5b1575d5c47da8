import { topologyOf } from "@tandem/config";
import { stackGraph, stacks } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { describe, expect, it } from "vitest";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { affectedLayers } from "./affected.ts";
import type { SourcesOf } from "./affected.ts";
import { environmentGraph } from "./graph.ts";

const topology = { ...topologyOf(rehearsalConfig("payments-us")), environment: "dev" };
const layers = stackGraph(stacks, topology);

/** Each layer's own program, and one file that both regions share; of these files other ones than before. */
function sourcesOf(changed: readonly string[]): SourcesOf {
  return async (of: readonly Layer[]) =>
    new Map(
      of.map(({ id, contract }) => {
        const shared = id.endsWith("-region") ? ["packages/components/src/compute/rest-api.ts"] : [];
        const files = [`stacks/${contract.project}/index.ts`, `stacks/${contract.project}/notes.ts`, ...shared];
        return [id, { files: new Set(files), digest: files.filter((file) => changed.includes(file)).join(" ") }];
      }),
    );
}

/** What a change of files does, of which these change no program. */
const affectedBy = (files: readonly string[], idle: readonly string[] = []) =>
  affectedLayers(layers, {
    files: [...files, ...idle],
    before: sourcesOf([]),
    after: sourcesOf(files),
  });

describe("environmentGraph", () => {
  it("holds every layer with its edges, and the groups that run side by side", () => {
    const graph = environmentGraph("dev", layers);
    expect(graph.groups).toEqual([
      ["shared"],
      ["global/foundation"],
      ["primary-region", "standby-region"],
      ["global/traffic"],
    ]);
    expect(graph.layers[1]).toEqual({
      id: "global/foundation",
      project: "tandem-global",
      stack: "dev-foundation",
      folder: "stacks/global",
      dependsOn: ["shared"],
    });
    expect(graph).not.toHaveProperty("affected");
  });

  it("names the affected layers in rollout order, and why each is", async () => {
    const graph = environmentGraph("dev", layers, await affectedBy(["stacks/standby-region/index.ts"]));
    expect(graph.affected).toEqual(["standby-region", "global/traffic"]);
    expect(graph.layers.map(({ id, affected }) => [id, affected])).toEqual([
      ["shared", null],
      ["global/foundation", null],
      ["primary-region", null],
      ["standby-region", { reason: "changed", files: ["stacks/standby-region/index.ts"] }],
      ["global/traffic", { reason: "upstream", layers: ["standby-region"] }],
    ]);
  });
});

describe("affectedLayers", () => {
  const idsBy = async (...files: readonly string[]) => [...(await affectedBy(files)).keys()];

  it("are both regions and what reads them, for a source that both are made of", async () => {
    expect(await idsBy("packages/components/src/compute/rest-api.ts")).toEqual([
      "primary-region",
      "standby-region",
      "global/traffic",
    ]);
  });

  it.each(["pnpm-lock.yaml", "stacks/shared/Pulumi.yaml", "stacks/shared/Pulumi.dev.yaml", "stacks/shared/index.ts"])(
    "are all for %s",
    async (file) => {
      expect(await idsBy(file)).toEqual(layers.map(({ id }) => id));
    },
  );

  it("are none for sources whose change leaves the programs as they were, and these are not named beside others", async () => {
    expect([...(await affectedBy([], ["stacks/shared/notes.ts"])).keys()]).toEqual([]);
    const affected = await affectedBy(["pnpm-lock.yaml"], ["stacks/shared/notes.ts"]);
    expect(affected.get("shared")).toEqual({ reason: "changed", files: ["pnpm-lock.yaml"] });
  });

  it("is one that was not there before", async () => {
    const after = sourcesOf([]);
    const before: SourcesOf = async (of) => new Map([...(await after(of))].filter(([id]) => id !== "global/traffic"));
    const affected = await affectedLayers(layers, { files: ["stacks/global/index.ts"], before, after });
    expect([...affected]).toEqual([["global/traffic", { reason: "changed", files: ["stacks/global/index.ts"] }]]);
  });

  it("is one for the settings of its own stack", async () => {
    expect(await idsBy("stacks/global/Pulumi.dev-traffic.yaml")).toEqual(["global/traffic"]);
  });

  it.each([
    "README.md",
    "packages/cli/src/main.ts",
    "stacks/shared/Pulumi.live.yaml",
    "stacks/shared/program.test.ts",
    "tests/tandem.ts",
  ])("are none for %s", async (file) => {
    expect(await idsBy(file)).toEqual([]);
  });
});
