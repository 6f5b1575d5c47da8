import { TandemError } from "@tandem/config";
import { foundationContract, primaryRegionContract, sharedContract } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { describe, expect, it } from "vitest";
import type { LayerEngine, LayerPreview } from "../ports.ts";
import type { RolloutEvent } from "../rollout/events.ts";
import { UNKNOWN } from "../unknown.ts";
import { planProblems } from "./plan.ts";
import { previewLayers } from "./planner.ts";

/** Contracts without shape, so that a test says only what matters to it. */
const layer = (id: string, contract: Layer["contract"], dependsOn: readonly string[]): Layer => ({
  id,
  contract: { ...contract, outputs: {} },
  stackName: "dev",
  dependsOn,
});
const layers = [
  layer("shared", sharedContract, []),
  layer("global/foundation", foundationContract, ["shared"]),
  layer("primary-region", primaryRegionContract, ["shared", "global/foundation"]),
];

async function run(preview: (layer: Layer) => Promise<LayerPreview>, signal = new AbortController().signal) {
  const calls: string[] = [];
  const events: RolloutEvent[] = [];
  const engine: Pick<LayerEngine, "preview"> = {
    preview: async (each, { onStep, plan }) => {
      calls.push(`preview ${each.id} into ${plan ?? ""}`);
      onStep?.({ operation: "create", type: "t", name: "n" });
      return preview(each);
    },
  };
  const planned = previewLayers({
    environment: "dev",
    layers,
    backend: {
      fill: async (each) => {
        calls.push(`fill ${each.id}`);
        return { updatedAt: undefined, outputs: {}, resources: [] };
      },
      predict: async (each, outputs) => void calls.push(`predict ${each.id} ${JSON.stringify(outputs)}`),
      planFile: ({ id }) => `${id}.json`,
    },
    engine,
    emit: (event) => void events.push(event),
    signal,
  });
  return { planned: await planned, calls, events };
}

const empty: LayerPreview = { changes: [], unchanged: 2, outputs: { contractVersion: 1, a: UNKNOWN } };

describe("previewLayers", () => {
  it("fills every stack, then previews each layer on what those above it would publish", async () => {
    const { planned, calls, events } = await run(async () => empty);
    expect(calls).toEqual([
      ...layers.map(({ id }) => `fill ${id}`),
      ...layers.flatMap(({ id }) => [
        `preview ${id} into ${id}.json`,
        `predict ${id} ${JSON.stringify(empty.outputs)}`,
      ]),
    ]);
    expect(planned.layers.map(({ id, status }) => [id, status])).toEqual(layers.map(({ id }) => [id, "planned"]));
    expect(planProblems({ environment: "dev", layers: planned.layers })).toEqual([]);
    expect(events.filter(({ type }) => type === "layer-ended")).toMatchObject(
      layers.map(({ id }) => ({ layer: id, status: "unchanged" })),
    );
    expect(events[1]).toEqual({
      type: "layer-step",
      layer: "shared",
      operation: "create",
      resourceType: "t",
      name: "n",
      count: 1,
    });
  });

  it("does not preview what stands on a layer that fails, or that breaks its contract", async () => {
    const { planned, calls, events } = await run(async ({ id }) =>
      id === "global/foundation" ? { ...empty, outputs: { contractVersion: 2 } } : empty,
    );
    expect(calls.at(-1)).toBe("preview global/foundation into global/foundation.json");
    expect(planned.layers.slice(1)).toMatchObject([
      { id: "global/foundation", status: "failed", error: { code: "contract-broken" } },
      { id: "primary-region", status: "blocked", because: "global/foundation is not done" },
    ]);
    expect(planProblems({ environment: "dev", layers: planned.layers })).toEqual([
      "global/foundation cannot be previewed",
      "primary-region was not previewed: global/foundation is not done",
    ]);
    expect(events.slice(-2)).toMatchObject([
      { layer: "global/foundation", status: "failed" },
      { layer: "primary-region", status: "blocked", reason: "global/foundation is not done" },
    ]);
  });

  it("stops on request", async () => {
    const stop = new AbortController();
    const stopped = run(async () => {
      stop.abort();
      throw new TandemError("aborted", "preview of shared was stopped", { kind: "aborted" });
    }, stop.signal);
    await expect(stopped).rejects.toMatchObject({ code: "aborted", kind: "aborted" });
  });
});
