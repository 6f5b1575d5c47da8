import { cp, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { foundationContract, sharedContract } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeParts } from "./describe.ts";
import { changedParts, digestOf, programDigests } from "./digest.ts";
import type { DigestInputs } from "./digest.ts";

const shared: Layer = { id: "shared", contract: sharedContract, stackName: "dev", dependsOn: [] };
const foundation: Layer = {
  id: "global/foundation",
  contract: foundationContract,
  stackName: "dev-foundation",
  dependsOn: ["shared"],
};

/** Two programs, of which one builds the Lambda code, and what they import. */
const files: Readonly<Record<string, string>> = {
  "pnpm-lock.yaml": "lockfileVersion: 9\n",
  "node_modules/outside/index.js": "export {};\n",
  "stacks/shared/index.ts": 'import { keys } from "@tandem/components";\nexport default keys;\n',
  "stacks/shared/Pulumi.yaml": "name: tandem-shared\n",
  "stacks/shared/Pulumi.dev.yaml": "config: {}\n",
  "stacks/shared/package.json": "{}",
  "stacks/global/index.ts":
    'import { bundle } from "@tandem/handlers";\nimport type { T } from "./types.ts";\nimport "outside";\nexport default (t: T) => bundle(t);\n',
  "stacks/global/types.ts": "export type T = string;\n",
  "stacks/global/Pulumi.yaml": "name: tandem-global\n",
  "stacks/global/Pulumi.dev-foundation.yaml": "config: {}\n",
  "stacks/global/package.json": "{}",
  "packages/components/package.json": '{"name":"@tandem/components","exports":"./src/index.ts"}',
  "packages/components/src/index.ts": 'export { keys } from "./keys.ts";\nexport { roles } from "./roles.ts";\n',
  "packages/components/src/other-keys.ts": "export const keys = [];\n",
  // Nothing uses it.
  "packages/components/src/roles.ts": 'import * as aws from "@pulumi/aws";\nexport const roles = () => aws && 1;\n',
  "packages/components/src/keys.ts": 'import { readFile } from "node:fs";\nexport const keys = [1, readFile];\n',
  "packages/rehearsal/src/plugin/main.ts": 'import { make } from "./make.ts";\nmake(1);\n',
  "packages/rehearsal/src/plugin/make.ts": "export const make = (one: number) => one;\n",
  "packages/rehearsal/src/awsx/main.ts": "console.log(1);\n",
  "packages/handlers/package.json": '{"name":"@tandem/handlers","exports":"./src/bundle.ts"}',
  "packages/handlers/src/bundle.ts": "export const bundle = (name: string) => name;\n",
  "packages/handlers/src/transaction/handler.ts": 'import "outside";\nimport { logic } from "./logic.ts";\nlogic();\n',
  "packages/handlers/src/transaction/logic.ts": "export const logic = () => 1;\n",
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-digest-"));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
    // Long enough ago for what is found to be remembered: every change below is one against a record.
    await utimes(join(root, file), 1_000_000_000, 1_000_000_000);
  }
  await mkdir(join(root, "node_modules", "@tandem"));
  for (const name of ["components", "handlers"]) {
    await symlink(join("..", "..", "packages", name), join(root, "node_modules", "@tandem", name));
  }
});
afterEach(() => rm(root, { recursive: true }));

const upstream = { topology: { regions: { primary: "us-east-1", standby: "us-east-2" } }, primaryKeyArn: "arn:1" };

type Given = Partial<Omit<DigestInputs, "root" | "programs">> & { readonly versions?: Record<string, string> };

/** The digests of both layers of a checkout as it is now. */
async function digests({ versions = { pulumi: "3.259.0" }, ...inputs }: Given = {}, at = root) {
  const all: DigestInputs = {
    root: at,
    programs: await programDigests(at, [shared, foundation], versions),
    upstream: new Map([["shared", upstream]]),
    checkpointUpdatedAt: "2026-11-21T10:00:00Z",
    ...inputs,
  };
  return { shared: await digestOf(shared, all), foundation: await digestOf(foundation, all) };
}

/** What differs in both layers' digests after a change. */
async function after(change: () => Promise<Given | void>) {
  const before = await digests();
  const now = await digests((await change()) ?? {});
  return {
    shared: changedParts(before.shared, now.shared),
    foundation: changedParts(before.foundation, now.foundation),
  };
}

describe("a layer's digest", () => {
  it("has a part for each thing that its update is made of", async () => {
    const parts = ["bundles", "checkpoint", "config", "lockfile", "sources", "versions"];
    const digest = await digests();
    expect(Object.keys(digest.shared).toSorted()).toEqual(parts);
    expect(Object.keys(digest.foundation).toSorted()).toEqual([
      ...parts.slice(0, -1),
      "upstream:shared.primaryKeyArn",
      "upstream:shared.topology",
      "versions",
    ]);
  });

  it("is the same when nothing changed, in another checkout too", async () => {
    const before = await digests();
    expect(await digests()).toEqual(before);
    const other = await mkdtemp(join(tmpdir(), "tandem-digest-"));
    await cp(root, other, { recursive: true, verbatimSymlinks: true });
    expect(await digests({}, other)).toEqual(before);
    await rm(other, { recursive: true });
  });

  it.each([
    ["stacks/shared/index.ts", "keys;", "[keys];", { shared: ["sources"], foundation: [] }],
    ["packages/components/src/keys.ts", "[1,", "[2,", { shared: ["sources"], foundation: [] }],
    ["packages/components/src/keys.ts", "[1,", "[/* one */ 1,", { shared: ["sources"], foundation: [] }],
    ["packages/components/src/roles.ts", "1;", "2;", { shared: [], foundation: [] }],
    ["packages/components/src/roles.ts", "1;", "1;\nconsole.log(1);", { shared: ["sources"], foundation: [] }],
    ["packages/components/src/roles.ts", "1;", '1;\nimport "outside";', { shared: ["sources"], foundation: [] }],
    ["packages/components/src/index.ts", '"./keys.ts"', '"./other-keys.ts"', { shared: ["sources"], foundation: [] }],
    ["packages/components/package.json", "{", '{"imports":{},', { shared: ["sources"], foundation: [] }],
    ["packages/handlers/src/bundle.ts", "=> name", '=> name + ""', { shared: [], foundation: ["sources"] }],
    ["packages/handlers/src/transaction/logic.ts", "1", "2", { shared: [], foundation: ["bundles"] }],
    ["pnpm-lock.yaml", "9", "10", { shared: ["lockfile"], foundation: ["lockfile"] }],
    ["stacks/shared/Pulumi.yaml", "name", "main: a.ts\nname", { shared: ["config"], foundation: [] }],
    ["stacks/shared/Pulumi.dev.yaml", "{}", "{a: b}", { shared: ["config"], foundation: [] }],
    ["stacks/global/Pulumi.dev-foundation.yaml", "{}", "{a: b}", { shared: [], foundation: ["config"] }],
    ["stacks/global/types.ts", "string", "number", { shared: [], foundation: [] }],
    ["node_modules/outside/index.js", "export", "1;export", { shared: [], foundation: [] }],
  ])("of a checkout where %s has for %j %j changes in no other part", async (file, was, is, changed) => {
    expect(files[file]).toContain(was);
    const text = files[file]?.replace(was, () => is) ?? "";
    expect(await after(() => writeFile(join(root, file), text))).toEqual(changed);
  });

  it("changes with an output that it reads, by its key", async () => {
    const other = { ...upstream, primaryKeyArn: "arn:2" };
    expect(await after(async () => ({ upstream: new Map([["shared", other]]) }))).toEqual({
      shared: [],
      foundation: ["upstream:shared.primaryKeyArn"],
    });
    const { primaryKeyArn: _, ...fewer } = upstream;
    expect((await after(async () => ({ upstream: new Map([["shared", fewer]]) }))).foundation).toEqual([
      "upstream:shared.primaryKeyArn",
    ]);
  });

  it("has no part for an optional output that is not published", async () => {
    const outputs = { ...upstream, route53AlertTopicArn: undefined };
    expect(await digests({ upstream: new Map([["shared", outputs]]) })).toEqual(await digests());
  });

  it("does not change with the order of a value's keys", async () => {
    const turned = { ...upstream, topology: { regions: { standby: "us-east-2", primary: "us-east-1" } } };
    expect((await after(async () => ({ upstream: new Map([["shared", turned]]) }))).foundation).toEqual([]);
  });

  it("changes with the versions of what runs it, and with its stack's last update", async () => {
    expect((await after(async () => ({ versions: { pulumi: "3.260.0" } }))).shared).toEqual(["versions"]);
    const before = await digests({ versions: { awsPlugin: "stand-in" } });
    const official = await digests({ versions: { awsPlugin: "official" } });
    await writeFile(join(root, "packages/rehearsal/src/plugin/make.ts"), "export const make = () => 2;\n");
    const now = await digests({ versions: { awsPlugin: "stand-in" } });
    expect(changedParts(before.shared, now.shared)).toEqual(["versions"]);
    await writeFile(join(root, "packages/rehearsal/src/awsx/main.ts"), "console.log(2);\n");
    const later = await digests({ versions: { awsPlugin: "stand-in" } });
    expect(changedParts(now.shared, later.shared)).toEqual(["versions"]);
    expect(await digests({ versions: { awsPlugin: "official" } })).toEqual(official);
    expect((await after(async () => ({ checkpointUpdatedAt: "2026-11-21T10:00:01Z" }))).shared).toEqual(["checkpoint"]);
    expect((await after(async () => ({ checkpointUpdatedAt: undefined }))).shared).toEqual(["checkpoint"]);
  });
});

it("says in words what changed", () => {
  expect(describeParts(["checkpoint", "sources", "upstream:shared.topology", "upstream:shared.primaryKeyArn"])).toBe(
    "its stack was changed outside of Tandem; its sources changed; " +
      "it reads shared.topology, shared.primaryKeyArn, changed since",
  );
  expect(describeParts(["upstream:global/foundation.zoneId"])).toBe("it reads global/foundation.zoneId, changed since");
});
