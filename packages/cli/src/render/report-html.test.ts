import { reportSchema } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { reportHtml } from "./report-html.ts";

const report = reportSchema.parse({
  schemaVersion: 1,
  profile: "payments-us",
  environment: "rehearsal-abcdef",
  startedAt: "2026-11-21T08:00:00.000Z",
  seconds: 42.4,
  ok: false,
  mode: {
    pulumi: "3.259.0",
    languageHost: "stand-in",
    awsPlugin: "stand-in",
    emulator: "MiniStack 1",
    iamEnforced: true,
  },
  layers: [
    { id: "shared", status: "deployed", seconds: 3, resources: 9, secondPreviewChanges: 0 },
    { id: "global/foundation", status: "failed", seconds: 1, resources: 0, secondPreviewChanges: null },
  ],
  checks: [
    { id: "rollout-shared", ok: true, detail: "deployed" },
    { id: "nothing-left", ok: false, detail: "<script>alert(1)</script>" },
  ],
  teardown: {
    leftovers: [{ type: "aws:sns/topic:Topic", region: "us-east-2", id: "arn:topic" }],
    pendingDeletion: [
      { type: "aws:kms/key:Key", region: "us-east-1", id: "mrk-1", pendingDeletion: "until 2026-11-28" },
    ],
  },
});

it("shows the verdict, every layer, every check and what is left, and escapes what it shows", async () => {
  const html = await reportHtml(report);
  expect(html).toContain("1 of 2 checks do not hold");
  expect(html).toContain('<td class="bad">failed</td>');
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).not.toContain("<script");
  expect(html).toContain("Left behind:");
  expect(html).toContain("until 2026-11-28");
  expect(html).toContain("left over");
});

it("says so when nothing is left", async () => {
  const html = await reportHtml({ ...report, ok: true, teardown: { leftovers: [], pendingDeletion: [] } });
  expect(html).toContain("Every check holds");
  expect(html).toContain("<p>Nothing is left.</p>");
});
