import { TandemError } from "@tandem/config";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineContract } from "./contract.ts";
import type { Contract, Project } from "./contract.ts";
import { defineStack, stackGraph } from "./stack.ts";
import type { StackDefinition } from "./stack.ts";
import { stacks } from "./stacks.ts";
import { environmentOf, topology } from "./testing/environment.ts";

/** Contracts of as many projects as a graph under test needs. */
const producer = (project: string): Contract =>
  defineContract({ project: project as Project, version: 1, outputs: { a: z.string() } });

/** Stacks from their edges: `{ b: ["a"] }` is b, which consumes a. */
const graphOf = (edges: Readonly<Record<string, readonly string[]>>): StackDefinition[] =>
  Object.entries(edges).map(([project, upstream]) =>
    defineStack({ produces: producer(project), consumes: () => upstream.map(producer) }),
  );

const order = (definitions: readonly StackDefinition[]) => stackGraph(definitions, topology).map(({ id }) => id);

describe("the graph of payments-us", () => {
  it("is five layers in this order, each after what it consumes", () => {
    expect(
      stackGraph(stacks, topology).map(({ id, stackName, dependsOn, contract }) => ({
        id,
        stackName,
        dependsOn,
        project: contract.project,
      })),
    ).toEqual([
      { id: "shared", stackName: "dev", dependsOn: [], project: "shared" },
      { id: "global/foundation", stackName: "dev-foundation", dependsOn: ["shared"], project: "global" },
      { id: "primary-region", stackName: "dev", dependsOn: ["shared", "global/foundation"], project: "primary-region" },
      { id: "standby-region", stackName: "dev", dependsOn: ["shared", "global/foundation"], project: "standby-region" },
      {
        id: "global/traffic",
        stackName: "dev-traffic",
        dependsOn: ["shared", "global/foundation", "primary-region", "standby-region"],
        project: "global",
      },
    ]);
  });

  it.each([
    ["payments-us", ["shared", "global/foundation"]],
    ["trading-serverless-us", ["shared", "global/foundation"]],
    ["transactions-us", ["shared", "global/foundation", "primary-region"]],
    ["trading-eu", ["shared", "global/foundation", "primary-region"]],
  ])("of %s lets the standby wait for the primary where they share a database", (profile, dependsOn) => {
    const layers = stackGraph(stacks, environmentOf(profile).topology);
    expect(layers.find(({ id }) => id === "standby-region")?.dependsOn).toEqual(dependsOn);
  });

  it("does not depend on the order in which the stacks are listed", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(stacks, { minLength: stacks.length }), (shuffled) => {
        const ids = order(shuffled);
        expect(ids.slice(0, 2)).toEqual(["shared", "global/foundation"]);
        expect(ids.slice(2, 4).toSorted()).toEqual(["primary-region", "standby-region"]);
        expect(ids[4]).toBe("global/traffic");
      }),
    );
  });
});

describe("stackGraph", () => {
  it("asks each stack for its edges in this topology", () => {
    const definitions = [
      ...graphOf({ a: [] }),
      defineStack({
        produces: producer("b"),
        consumes: ({ regions }) => (regions.standby === "us-east-2" ? [producer("a")] : []),
      }),
    ];
    const edges = (standby: "us-east-2" | "us-west-2") =>
      stackGraph(definitions, { ...topology, regions: { ...topology.regions, standby } })[1]?.dependsOn;
    expect(edges("us-east-2")).toEqual(["a"]);
    expect(edges("us-west-2")).toEqual([]);
  });

  it("keeps the order of the list where the edges leave a choice", () => {
    expect(order(graphOf({ c: [], a: ["d"], b: [], d: [] }))).toEqual(["c", "b", "d", "a"]);
  });

  it("is empty for no stacks", () => {
    expect(order([])).toEqual([]);
  });

  it.each([
    [{ a: ["b"], b: ["a"] }, "a -> b -> a"],
    [{ a: ["a"] }, "a -> a"],
    [{ free: [], after: ["c"], a: ["b"], b: ["c", "free"], c: ["a"] }, "c -> a -> b -> c"],
  ])("names the cycle in %j", (edges, cycle) => {
    expect(() => order(graphOf(edges))).toThrow(
      new TandemError("graph-cycle", `stacks wait for each other: ${cycle}`, { kind: "bug" }),
    );
  });

  it("names an edge that leads nowhere", () => {
    expect(() => order(graphOf({ a: [], b: ["a", "z"] }))).toThrow(
      new TandemError("graph-edge", "b consumes z, which no stack produces", { kind: "bug" }),
    );
  });

  it("names a layer that two stacks produce", () => {
    expect(() => order([...graphOf({ a: [] }), ...graphOf({ a: [] })])).toThrow(
      new TandemError("graph-twice", "two stacks produce a", { kind: "bug" }),
    );
  });
});

describe("stackGraph, for any stacks", () => {
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  /** Each stack consumes some of those before it; then the list is shuffled. */
  const acyclic = fc.tuple(...names.map((_, index) => fc.subarray(names.slice(0, index)))).chain((upstream) =>
    fc.shuffledSubarray(
      names.map((name, index) => [name, upstream[index] ?? []] as const),
      { minLength: names.length },
    ),
  );

  it("without cycles, puts each of them once, after everything that it consumes", () => {
    fc.assert(
      fc.property(acyclic, (edges) => {
        const ids = order(graphOf(Object.fromEntries(edges)));
        expect(ids.toSorted()).toEqual(names);
        for (const [id, upstream] of edges) {
          for (const dependency of upstream) expect(ids.indexOf(dependency)).toBeLessThan(ids.indexOf(id));
        }
      }),
    );
  });

  it("with a cycle, names one that is there", () => {
    const cyclic = fc.tuple(acyclic, fc.subarray(names, { minLength: 1 }));
    fc.assert(
      fc.property(cyclic, ([edges, ring]) => {
        const closed = edges.map(([id, upstream]) => {
          const at = ring.indexOf(id);
          return [id, at < 0 ? upstream : [...upstream, ring[(at + 1) % ring.length] ?? id]] as const;
        });
        const consumes = new Map(closed);
        let message = "";
        try {
          order(graphOf(Object.fromEntries(closed)));
        } catch (error) {
          message = (error as Error).message;
        }
        expect(message).toMatch(/^stacks wait for each other: /);
        const cycle = message.replace("stacks wait for each other: ", "").split(" -> ");
        expect(cycle.length).toBeGreaterThan(1);
        expect(cycle.at(-1)).toBe(cycle[0]);
        cycle.slice(1).forEach((dependency, index) => {
          expect(consumes.get(cycle[index] ?? "")).toContain(dependency);
        });
      }),
    );
  });
});
