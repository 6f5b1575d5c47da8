import { expect, it } from "vitest";
import { rehearsalSummary } from "./rehearsal-summary.ts";
import { failedReport } from "./testing/failed-report.ts";

it("names what failed, what waits for deletion, the report, and how to use and stop what was kept", () => {
  expect(rehearsalSummary(failedReport, ["report.json"], "http://127.0.0.1:4566")).toBe(`
rehearsal of payments-us: 1 of 2 checks fail
  nothing-left: <script>alert(1)</script>
keys that AWS would delete after their waiting period:
  mrk-1 (us-east-1): until 2026-11-28
report: report.json
kept: rehearsal-abcdef, the emulator is at http://127.0.0.1:4566
use it with: tandem shell rehearsal-abcdef
stop it with: tandem rehearse --stop rehearsal-abcdef
`);
});

it("is short when all is well", () => {
  const teardown = { leftovers: [], pendingDeletion: [] };
  const checks = failedReport.checks.map((check) => ({ ...check, ok: true }));
  expect(rehearsalSummary({ ...failedReport, checks, teardown }, ["report.json", "report.html"], undefined)).toBe(`
rehearsal of payments-us: 2 checks hold, 42.4 s
report: report.json, report.html
`);
});
