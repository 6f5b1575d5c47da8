import { expect, it } from "vitest";
import { reportHtml } from "./report-html.ts";
import { failedReport } from "./testing/failed-report.ts";

it("shows the verdict, what is modelled, what AWS does not give, every layer, every check and what is left, and escapes what it shows", async () => {
  const html = await reportHtml(failedReport);
  expect(html).toContain("1 of 2 checks do not hold");
  expect(html).toContain("<dt>Modelled by Tandem</dt><dd>Route 53&#39;s data plane</dd>");
  expect(html).toContain(
    "<p>What the profile asks for and AWS does not let it keep, or on a condition only.</p>\n<ul><li>RPO below one minute: not for &lt;documents&gt;.</li></ul>",
  );
  expect(html).toContain('<td class="bad">failed</td>');
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).not.toContain("<script");
  expect(html).toContain("Left behind:");
  expect(html).toContain("until 2026-11-28");
  expect(html).toContain("left over");
});

it("says so when nothing is left", async () => {
  const html = await reportHtml({ ...failedReport, ok: true, teardown: { leftovers: [], pendingDeletion: [] } });
  expect(html).toContain("Every check holds");
  expect(html).toContain("<p>Nothing is left.</p>");
});
