import type { EnvironmentGraph } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { renderGraph } from "./graph.ts";

const layer = (id: string, dependsOn: readonly string[]) => ({
  id,
  project: `tandem-${id}`,
  stack: "dev",
  folder: `stacks/${id}`,
  dependsOn,
});
const graph: EnvironmentGraph = {
  schemaVersion: 1,
  environment: "dev",
  layers: [
    layer("shared", []),
    layer("primary-region", ["shared"]),
    { ...layer("standby-region", ["shared"]), stack: "dev" },
    layer("global/traffic", ["shared", "primary-region", "standby-region"]),
  ],
  groups: [["shared"], ["primary-region", "standby-region"], ["global/traffic"]],
};
const files = ["a.ts", "b.ts", "c.ts", "d.ts", "e.ts"];
const changed: EnvironmentGraph = {
  ...graph,
  layers: graph.layers.map((each) => {
    if (each.id === "standby-region") return { ...each, affected: { reason: "changed", files } };
    if (each.id === "global/traffic") return { ...each, affected: { reason: "upstream", layers: ["standby-region"] } };
    return { ...each, affected: null };
  }),
  affected: ["standby-region", "global/traffic"],
};

it("numbers the groups that run side by side", () => {
  expect(renderGraph(graph, "text")).toBe(`1  shared          first
2  primary-region  after shared
   standby-region  after shared
3  global/traffic  after shared, primary-region, standby-region
`);
});

it("says why layers are affected", () => {
  expect(renderGraph(changed, "text")).toBe(`1  shared          first
2  primary-region  after shared
   standby-region  after shared; changed: a.ts, b.ts, c.ts, 2 more
3  global/traffic  after shared, primary-region, standby-region; affected by standby-region
`);
});

it("draws a flowchart without the edges that follow from others", () => {
  const drawn = `flowchart TD
  shared["shared<br/>dev"]
  primary_region["primary-region<br/>dev"]
  standby_region["standby-region<br/>dev"]
  global_traffic["global/traffic<br/>dev"]
  shared --> primary_region
  shared --> standby_region
  primary_region --> global_traffic
  standby_region --> global_traffic
`;
  expect(renderGraph(graph, "mermaid")).toBe(drawn);
  expect(renderGraph(changed, "mermaid")).toBe(`${drawn}  classDef affected fill:#fd8,stroke:#a60
  class standby_region,global_traffic affected
`);
});

it("prints the same as JSON", () => {
  expect(JSON.parse(renderGraph(changed, "json"))).toEqual(changed);
});
