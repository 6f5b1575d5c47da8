import { requireEnvironment } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layersOf } from "./environment-files.ts";
import { runLayers } from "./runner.ts";

const layers = layersOf(
  requireEnvironment({
    environment: "dev",
    profile: "payments-us",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }),
);

/** Records when each layer's task began and ended; every task yields once to the others. */
function recorder(fails: ReadonlySet<string> = new Set()) {
  const log: string[] = [];
  const task = async ({ id }: Layer): Promise<string> => {
    log.push(`+${id}`);
    await Promise.resolve();
    await Promise.resolve();
    log.push(`-${id}`);
    if (fails.has(id)) throw new Error(`${id} broke`);
    return id.toUpperCase();
  };
  return { log, task };
}

describe("runLayers", () => {
  it("rolls the two regions out side by side, and everything else in order", async () => {
    const { log, task } = recorder();
    await runLayers(layers, task);
    expect(log).toEqual([
      "+shared",
      "-shared",
      "+global/foundation",
      "-global/foundation",
      "+primary-region",
      "+standby-region",
      "-primary-region",
      "-standby-region",
      "+global/traffic",
      "-global/traffic",
    ]);
  });

  it("goes the other way round in reverse", async () => {
    const { log, task } = recorder();
    await runLayers(layers, task, { direction: "reverse" });
    expect(log.filter((entry) => entry.startsWith("+"))).toEqual([
      "+global/traffic",
      "+primary-region",
      "+standby-region",
      "+global/foundation",
      "+shared",
    ]);
    expect(log.indexOf("-primary-region")).toBeLessThan(log.indexOf("+global/foundation"));
  });

  it("skips what waits for a failed layer, and finishes what does not", async () => {
    const { log, task } = recorder(new Set(["primary-region"]));
    let clock = 0;
    const outcomes = await runLayers(layers, task, { now: () => (clock += 1) });
    expect(log).not.toContain("+global/traffic");
    expect(log).toContain("-standby-region");
    expect(outcomes.get("primary-region")).toMatchObject({
      status: "failed",
      error: new Error("primary-region broke"),
    });
    expect(outcomes.get("global/traffic")).toEqual({ status: "skipped", because: "primary-region is not done" });
    expect(outcomes.get("shared")).toEqual({ status: "done", seconds: 1, value: "SHARED" });
  });

  it("starts nothing more once it is stopped", async () => {
    const stop = new AbortController();
    const started: string[] = [];
    const outcomes = await runLayers(
      layers,
      ({ id }) => {
        started.push(id);
        stop.abort();
        return Promise.resolve(id);
      },
      { signal: stop.signal },
    );
    expect(started).toEqual(["shared"]);
    expect(outcomes.get("global/foundation")).toEqual({ status: "skipped", because: "stopped on request" });
  });

  it("never starts a layer before everything it waits for is done, in any graph", async () => {
    const graph = fc
      .integer({ min: 1, max: 12 })
      .chain((size) =>
        fc.tuple(
          ...Array.from({ length: size }, (_, index) =>
            fc.subarray(Array.from({ length: index }, (_unused, at) => at)),
          ),
        ),
      );
    const template = layers[0] as Layer;
    await fc.assert(
      fc.asyncProperty(graph, fc.constantFrom("forward" as const, "reverse" as const), async (edges, direction) => {
        const all = edges.map((dependsOn, index) => ({
          ...template,
          id: `layer-${index}`,
          dependsOn: dependsOn.map((at) => `layer-${at}`),
        }));
        const { log, task } = recorder();
        const outcomes = await runLayers(all, task, { direction });
        expect([...outcomes.values()].every(({ status }) => status === "done")).toBe(true);
        for (const { id, dependsOn } of all) {
          for (const dependency of dependsOn) {
            const [first, second] = direction === "forward" ? [dependency, id] : [id, dependency];
            expect(log.indexOf(`-${first}`)).toBeLessThan(log.indexOf(`+${second}`));
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
