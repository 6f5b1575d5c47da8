import { reportSchema } from "@tandem/orchestrator";

/** A report of a rehearsal in which one layer failed, something was left, and a key waits for its deletion. */
export const failedReport = reportSchema.parse({
  schemaVersion: 1,
  profile: "payments-us",
  limits: ["RPO below one minute: not for <documents>."],
  environment: "rehearsal-abcdef",
  startedAt: "2026-11-21T08:00:00.000Z",
  seconds: 42.4,
  ok: false,
  mode: {
    pulumi: "3.259.0",
    languageHost: "stand-in",
    awsPlugin: "stand-in",
    emulator: "MiniStack 1",
    modelled: ["Route 53's data plane"],
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
