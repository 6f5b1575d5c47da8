import { expect, it } from "vitest";
import { drillHtml } from "./drill-html.ts";
import { comparedReport, drillReport, lossyReport } from "./testing/drill-report.ts";

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
  expect(html).toContain('<td class="number">46.9 of 60</td>\n    <td class="number">41.3 of 60</td>');
});

it("says what AWS does not give the profile", async () => {
  const html = await drillHtml(drillReport);
  expect(html).toContain(
    "<h2>What AWS does not give</h2>\n<p>What the profile asks for and AWS does not let it keep, or on a condition only.</p>\n<ul><li>RPO below one minute: not for &lt;documents&gt;.</li></ul>",
  );
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

it("shows both drills and their settings side by side where the reference was drilled", async () => {
  const html = await drillHtml(comparedReport);
  expect(html).toContain('<strong class="good">0.40</strong> of the reference\'s outage of writes, at most 0.4');
  const own = '<a href="#primary-dark">health check every 10 s, 3 failures; TTL 10 s; with the failover controller</a>';
  expect(html).toContain(own);
  expect(html).toMatch(
    /#primary-dark-reference">health check every 30 s, 3 failures; TTL 60 s; without the failover controller<\/a><\/td><td class="number">117\.3<\/td><td class="number">116\.2</,
  );
  expect(await drillHtml(drillReport)).not.toContain("Against the reference settings");
});

it("points out each lost tail with its snapshot, and the copy that keeps it", async () => {
  const html = await drillHtml(lossyReport);
  const row = (rows: number, snapshot: string, kept: string) =>
    `<td class="number">${rows}</td><td class="detail">${snapshot}</td><td class="detail">${kept}</td>`;
  expect(html).toContain(`<tr><td>us-east-1</td>${row(2, "rds:tail-1", "kept-ledger-1")}</tr>`);
  expect(html).toContain(`<tr><td>us-east-1</td>${row(0, "rds:tail-2", "not kept")}</tr>`);
  expect(await drillHtml(drillReport)).not.toContain("Lost tails");
});

it("says what is tolerated beside what is expected, and each scenario's settings", async () => {
  const html = await drillHtml(drillReport);
  expect(html).toContain("Expected: no operation (tolerated: reinstate); seen: none");
  expect(html.match(/<p>Settings: health check every 10 s/g)).toHaveLength(2);
});
