import type { RunReport } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { runReportHtml } from "./report-html.ts";

const run: RunReport = {
  schemaVersion: 1,
  command: "up",
  environment: "dev",
  run: "up-20261121T100000-3f9a",
  who: "ann@here",
  startedAt: "2026-11-21T10:00:00.000Z",
  seconds: 12.3,
  ok: false,
};

it("shows a rollout's layers with what was done to how many resources, and escapes the engine's words", async () => {
  const layer = {
    id: "shared",
    status: "failed",
    reason: "<b>denied</b>",
    seconds: 1,
    operations: { create: 2, same: 1 },
  } as const;
  const html = await runReportHtml({ ...run, rollout: { layers: [layer] } });
  expect(html).toContain('<td class="bad">failed</td>');
  expect(html).toContain("2 create, 1 same");
  expect(html).toContain("&lt;b&gt;denied&lt;/b&gt;");
  expect(html).not.toMatch(/What is left|undefined|<script|src=/);
});

it("shows what a teardown left, and when AWS deletes it", async () => {
  const key = { type: "aws:kms/key:Key", region: "us-east-1", id: "mrk-1", pendingDeletion: "until 2026-11-28" };
  const layers: NonNullable<RunReport["teardown"]>["layers"] = [
    { id: "shared", status: "done", seconds: 1, resources: 9 },
  ];
  const teardown = { active: null, layers, remains: { swept: [], leftovers: [], pendingDeletion: [key] } };
  const html = await runReportHtml({ ...run, command: "down", ok: true, teardown });
  expect(html).toContain("nobody could tell");
  expect(html).toContain("Nothing, but for keys that AWS deletes after a waiting period");
  expect(html).toContain("<td>until 2026-11-28</td>");
  expect(html).not.toContain("undefined");
  const tail = { type: "rds", region: "us-east-1", id: "kept-1" };
  const late = [
    { ...tail, id: "kept-2", reason: "it is being copied", command: "aws rds delete" },
    { ...tail, id: "db" },
  ];
  const remains = { swept: [tail], leftovers: late, pendingDeletion: [] };
  const swept = await runReportHtml({ ...run, command: "down", ok: false, teardown: { ...teardown, remains } });
  expect(swept).toContain("kept-1</td><td>swept</td>");
  expect(swept).toContain("kept-2</td><td>left over; it is being copied; aws rds delete</td>");
  expect(swept).toContain("db</td><td>left over</td>");
  const standing = await runReportHtml({ ...run, teardown: { ...teardown, remains: null } });
  expect(standing).toContain("Not looked at: a layer stands.");
});
