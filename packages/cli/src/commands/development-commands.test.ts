import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { testProjectNames } from "./development-commands.ts";

it("names every test project that there is", async () => {
  const workspace = await readFile(join(repositoryRoot, "vitest.workspace.ts"), "utf8");
  const names = [...workspace.matchAll(/\bname: "(?<name>[a-z]+)"/g)].flatMap(({ groups }) => groups?.["name"] ?? []);
  expect(testProjectNames.toSorted()).toEqual(names.toSorted());
});
