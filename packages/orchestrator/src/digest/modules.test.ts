import { topologyOf } from "@tandem/config";
import { stackGraph, stacks } from "@tandem/contracts";
import { beforeAll, describe, expect, it } from "vitest";
import { repositoryRoot } from "../layers.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { entriesOf, workspaceModules } from "./modules.ts";
import type { LayerModules } from "./modules.ts";

const layers = stackGraph(stacks, topologyOf(rehearsalConfig("payments-us")));

let modules: ReadonlyMap<string, LayerModules>;
const of = (id: string): LayerModules => modules.get(id) ?? { files: [], program: "", bundles: [] };
beforeAll(async () => {
  modules = (await workspaceModules(repositoryRoot, layers)).byLayer;
});

describe("the modules of this checkout", () => {
  it("are followed through every package", () => {
    expect(of("primary-region").files).toEqual(
      expect.arrayContaining([
        "packages/components/package.json",
        "packages/components/src/index.ts",
        "packages/config/src/topology.ts",
        "packages/contracts/src/stacks.ts",
        "packages/handlers/src/bundle/build.ts",
        "stacks/primary-region/program.ts",
      ]),
    );
    const all = [...modules.values()].flatMap(({ files, bundles }) => [...files, ...bundles]);
    expect(all.filter((file) => file.includes("node_modules") || file.includes(".test."))).toEqual([]);
  });

  it("are the handlers' for the programs that bundle, and for no other", () => {
    expect([...modules].filter(([, { bundles }]) => bundles.length > 0).map(([id]) => id)).toEqual([
      "primary-region",
      "standby-region",
    ]);
    expect(of("primary-region").bundles).toContain("packages/handlers/src/transaction/handler.ts");
  });

  it("make one text, in which there is every component that the program makes, and no other", () => {
    const made = layers.map(({ id }) => [id, /super\("tandem:traffic:/.test(of(id).program)]);
    expect(made).toEqual([
      ["shared", false],
      ["global/foundation", true],
      ["primary-region", false],
      ["standby-region", false],
      ["global/traffic", true],
    ]);
    expect(of("global/foundation").program).toContain('super("tandem:traffic:FailoverZone"');
    expect(of("global/foundation").program).not.toContain("FailoverRecords");
    expect(of("global/traffic").program).toContain('super("tandem:traffic:FailoverRecords"');
  });

  it.each(layers.map(({ id }) => id))("have %s import what is taken to be in every program", (id) => {
    expect(of(id).program).toMatch(/^import .* from "@pulumi\/aws";$/m);
    expect(of(id).program).toMatch(/^import .* from "@pulumi\/pulumi";$/m);
  });
});

it("follows the stand-in plugins through their own modules", async () => {
  const plugins = ["plugin", "awsx"].map((folder) => `packages/rehearsal/src/${folder}/main.ts`);
  const { tools } = await workspaceModules(repositoryRoot, [], entriesOf(repositoryRoot, [], plugins));
  expect(tools).toMatch(/\bAwsProvider\b/);
  expect(tools).toContain("aws:apigateway/restApi:RestApi");
  expect(tools).toContain('super("awsx:ec2:Vpc"');
});
