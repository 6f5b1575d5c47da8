import { expect, it } from "vitest";
import { drillSummary } from "./drill-summary.ts";
import { comparedReport, drillReport, lossyReport } from "./testing/drill-report.ts";

it("gives each scenario a line, and what was wrong below it", () => {
  expect(drillSummary(drillReport, ["reports/x/drill.html"])).toBe(`
ok primary-dark  outage 46.9 s of 60, reads 41.3 s of 60, 0 of 132 acknowledged writes lost
x  standby-dark  outage 1.2 s of 10, reads 41.3 s of 60, 2 of 120 acknowledged writes lost, two writers for 1.5 s
                 ! transactions: 2 acknowledged writes are lost

availability of a year at the assumed failure rates: 99.9999 %, target 99.9900 %
left out of it, since not drilled: planned
not as expected; measured on the emulator
report: reports/x/drill.html
`);
});

it("points out the snapshot that keeps what a database has lost", () => {
  expect(drillSummary(lossyReport, [])).toContain(`
x  primary-dark  outage 46.9 s of 60, reads 41.3 s of 60, 0 of 132 acknowledged writes lost
                 the lost tail of us-east-1 is kept as the snapshot kept-ledger-1
                 ! waited 60 s for the controller to keep rds:tail-2
`);
});

it("says nothing of a year without a rate", () => {
  const report = { ...drillReport, ok: true, availability: { ...drillReport.availability, terms: [] } };
  expect(drillSummary(report, [])).not.toContain("availability");
  expect(drillSummary(report, [])).toContain("every scenario went as expected");
});

it("leaves nothing out of a year where every scenario with a rate was drilled", () => {
  const report = { ...drillReport, availability: { ...drillReport.availability, unmeasured: [] } };
  expect(drillSummary(report, [])).toContain("availability of a year");
  expect(drillSummary(report, [])).not.toContain("left out of it");
});

it("sets the outage beside that of the reference settings", () => {
  expect(drillSummary(comparedReport, [])).toContain(
    "the primary dark, writes: 46.9 s, with the reference settings 117.3 s; 0.40 of it, at most 0.4\n",
  );
});
