import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { controllerAlarms } from "./metrics.ts";

const runbook = (name: string) => readFile(join(import.meta.dirname, `../../../../docs/runbooks/${name}.md`), "utf8");

/** The first column of a page's tables. */
function firstCells(page: string): readonly string[] {
  return page.split("\n").flatMap((line) => (line.startsWith("| ") ? [line.split("|")[1] ?? ""] : []));
}

test("a runbook says what each of the controller's alarms wants, in a row of its own", async () => {
  const pages = await Promise.all(["failover", "false-alarm"].map(runbook));
  const cells = pages.flatMap(firstCells);
  const named = new Set(cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name)));
  expect(controllerAlarms.filter((name) => !named.has(name))).toEqual([]);
});
