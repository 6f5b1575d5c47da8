import { expect, it } from "vitest";
import { drillHtml } from "./drill-html.ts";
import { drillReport } from "./testing/drill-report.ts";

it("shows verdict, settings, every scenario with its chart, and the availability with its assumptions", async () => {
  const html = await drillHtml(drillReport);
  expect(html).toContain("1 of 2 scenarios did not go as expected");
  expect(html).toContain("health check every 10 s, 3 failures; TTL 10 s; with the failover controller");
  expect(html.match(/<svg /g)).toHaveLength(2);
  expect(html).toContain("disaster to standby: switch done");
  expect(html).toContain('<li class="bad">transactions: 2 acknowledged writes are lost</li>');
  expect(html).toContain("99.9999 %");
  expect(html).toContain("Not drilled, and left out of it: planned.");
  expect(html).toMatch(/first good answer<\/th>/);
});

it("has no script, and escapes what it shows", async () => {
  const html = await drillHtml(drillReport);
  expect(html).not.toContain("<script");
  expect(html).toContain("&lt;script&gt;");
});

it("says so where nothing was drilled that has a rate", async () => {
  const html = await drillHtml({
    ...drillReport,
    ok: true,
    availability: { ...drillReport.availability, terms: [], unmeasured: [] },
  });
  expect(html).toContain("Every scenario went as expected");
  expect(html).toContain("nothing is said of a year");
});
