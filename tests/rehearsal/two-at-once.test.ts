import { reportSchema } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { leftovers, processesOf, tandem } from "./tandem.ts";

it("runs two rehearsals of one checkout at once: each has its own environment and ports, and both hold", async () => {
  const ended = await Promise.all([1, 2].map(() => tandem("rehearse", "payments-us", "--json")));
  const reports = ended.map(({ stdout }) => reportSchema.parse(JSON.parse(stdout)));
  expect(reports.map(({ checks }) => checks.filter(({ ok }) => !ok))).toEqual([[], []]);
  expect(
    reports.map(({ layers }) => layers.map(({ status, secondPreviewChanges }) => [status, secondPreviewChanges])),
  ).toEqual([1, 2].map(() => Array.from({ length: 5 }, () => ["deployed", 0])));
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const environments = reports.map(({ environment }) => environment);
  expect(new Set(environments).size).toBe(2);
  expect((await Promise.all(environments.map(leftovers))).flat()).toEqual([]);
  expect((await Promise.all(environments.map(processesOf))).flat()).toEqual([]);
});
