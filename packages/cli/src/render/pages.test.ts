import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { monteCarlo } from "@tandem/handlers/simulation";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { drillHtml } from "./drill-html.ts";
import { reportHtml } from "./report-html.ts";
import { simulationHtml } from "./simulation-html.ts";
import { simulationReport } from "./simulation.ts";
import { drillReport } from "./testing/drill-report.ts";
import { failedReport } from "./testing/failed-report.ts";

let folder: string;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-pages-"));
  // The package unpacks its browser there.
  vi.stubEnv("TMPDIR", folder);
  const { default: packed } = await import("@sparticuz/chromium");
  browser = await chromium.launch({ executablePath: await packed.executablePath(), args: ["--no-sandbox"] });
});
afterAll(async () => {
  await browser?.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const result = monteCarlo({ runs: 20, seed: 1, failureThreshold: 3, checkIntervalMs: 10_000 });
const pages: readonly (readonly [name: string, html: () => Promise<string>, charts: number])[] = [
  ["drill", () => drillHtml(drillReport), 2],
  ["rehearsal", () => reportHtml({ ...failedReport, drill: drillReport }), 0],
  [
    "simulation",
    () =>
      simulationHtml(
        simulationReport({
          profile: "payments-us",
          runs: 20,
          seed: 1,
          failureThreshold: 3,
          faultRates: [50],
          results: [{ intervalSeconds: 10, result }],
        }),
      ),
    1,
  ],
];

/** Opens a page in a window of this width, with what went wrong on it and what it asked for beside itself. */
async function open(name: string, html: string, width: number) {
  const file = join(folder, `${name}.html`);
  await writeFile(file, html);
  if (browser === undefined) throw new Error("the browser has not started");
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const problems: string[] = [];
  page.on("pageerror", ({ message }) => problems.push(message));
  page.on("console", (message) => problems.push(message.text()));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) problems.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, problems };
}

/** How far the page's content sticks out to the right, in pixels. */
function overflow(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
}

describe.for(pages)("the page of a %s", ([name, html, charts]) => {
  it.for([1200, 800])("stands by itself in a window %i wide, and nothing sticks out", async (width) => {
    const { page, problems } = await open(name, await html(), width);
    expect(problems).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.close();
  });

  it("shows each chart in a size that can be read", async () => {
    const { page } = await open(name, await html(), 1200);
    const shown = await page.locator("svg").all();
    expect(shown).toHaveLength(charts);
    for (const chart of shown) {
      const box = await chart.boundingBox();
      expect(box?.width).toBeGreaterThan(600);
      expect(box?.height).toBeGreaterThan(150);
    }
    await page.close();
  });
});

it("leads from a drill's table to the scenario", async () => {
  const { page } = await open("drill", await drillHtml(drillReport), 1200);
  await page.getByRole("link", { name: "the standby region goes dark" }).click();
  const heading = page.getByRole("heading", { name: "the standby region goes dark" });
  expect(
    await heading.evaluate(
      (element: { getBoundingClientRect: () => { top: number } }) => element.getBoundingClientRect().top,
    ),
  ).toBeLessThan(900);
  await page.close();
});
