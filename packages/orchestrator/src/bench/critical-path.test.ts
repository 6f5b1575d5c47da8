import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { criticalPath } from "./critical-path.ts";

const layer = (id: string, ...dependsOn: readonly string[]) => ({ id, dependsOn });

describe("criticalPath", () => {
  it("takes the slower of two regions that run side by side", () => {
    const layers = [layer("shared"), layer("primary", "shared"), layer("standby", "shared")];
    const traffic = layer("traffic", "primary", "standby");
    const seconds = new Map([
      ["shared", 3],
      ["primary", 5],
      ["standby", 7],
      ["traffic", 2],
    ]);
    expect(criticalPath([...layers, traffic], seconds)).toEqual({
      seconds: 12,
      layers: ["shared", "standby", "traffic"],
    });
  });

  it("may end at a layer that is not the last", () => {
    const seconds = new Map([
      ["a", 1],
      ["b", 9],
      ["c", 2],
    ]);
    expect(criticalPath([layer("a"), layer("b", "a"), layer("c", "a")], seconds)).toEqual({
      seconds: 10,
      layers: ["a", "b"],
    });
  });

  it("is nothing for no layers", () => {
    expect(criticalPath([], new Map())).toEqual({ seconds: 0, layers: [] });
  });

  it("refuses a layer without a time, and an order that is none", () => {
    expect(() => criticalPath([layer("a")], new Map())).toThrow("no time was taken of the layer a");
    const seconds = new Map([
      ["a", 1],
      ["b", 1],
    ]);
    expect(() => criticalPath([layer("b", "a"), layer("a")], seconds)).toThrow(
      "b stands before a, which it depends on",
    );
  });

  /** Layers l0, l1, …, each depending on some before it, with a time each. */
  const graphs = fc
    .array(fc.record({ own: fc.integer({ min: 0, max: 1000 }), picks: fc.array(fc.nat()) }), { minLength: 1 })
    .map((rows) => ({
      layers: rows.map(({ picks }, at) => ({
        id: `l${at}`,
        dependsOn: at === 0 ? [] : [...new Set(picks.map((pick) => `l${pick % at}`))],
      })),
      seconds: new Map(rows.map(({ own }, at) => [`l${at}`, own])),
    }));

  it("is a chain of the graph whose times add up to it", () => {
    fc.assert(
      fc.property(graphs, ({ layers, seconds }) => {
        const path = criticalPath(layers, seconds);
        expect(path.layers.reduce((sum, id) => sum + (seconds.get(id) ?? Number.NaN), 0)).toBe(path.seconds);
        for (const [at, id] of path.layers.entries()) {
          const before = path.layers[at - 1];
          const found = layers.find((candidate) => candidate.id === id);
          expect(before === undefined || found?.dependsOn.includes(before)).toBe(true);
        }
      }),
    );
  });

  it("lies between the longest layer and all of them, and is what a schedule without cost takes", () => {
    fc.assert(
      fc.property(graphs, ({ layers, seconds }) => {
        const { seconds: path } = criticalPath(layers, seconds);
        const times = [...seconds.values()];
        expect(path).toBeGreaterThanOrEqual(Math.max(...times));
        expect(path).toBeLessThanOrEqual(times.reduce((sum, own) => sum + own, 0));
        const ends = new Map<string, number>();
        for (const { id, dependsOn } of layers) {
          const start = Math.max(0, ...dependsOn.map((dependency) => ends.get(dependency) ?? Number.NaN));
          ends.set(id, start + (seconds.get(id) ?? Number.NaN));
        }
        expect(path).toBe(Math.max(...ends.values()));
      }),
    );
  });
});
