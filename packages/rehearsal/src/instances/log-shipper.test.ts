import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LogShipper } from "./log-shipper.ts";

let folder: string;
let file: string;
let arrived: string[][];
let reports: unknown[];
let refusal: Error | undefined;
let shipper: LogShipper;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-log-"));
  file = join(folder, "service.log");
  await writeFile(file, "");
  [arrived, reports, refusal] = [[], [], undefined];
  shipper = make(60);
});
afterEach(async () => {
  shipper.stop();
  await rm(folder, { recursive: true });
});

const make = (flushSeconds: number) =>
  new LogShipper({
    file,
    flushSeconds,
    put: (lines) => {
      if (refusal !== undefined) return Promise.reject(refusal);
      arrived.push([...lines]);
      return Promise.resolve();
    },
    report: (error) => reports.push(error),
  });

it("ships whole lines, none of them empty, and each once", async () => {
  await appendFile(file, "one\n\ntwo\nthr");
  await shipper.end();
  expect(arrived).toEqual([["one", "two"]]);
  await appendFile(file, "ee\n");
  await shipper.end();
  expect(arrived).toEqual([["one", "two"], ["three"]]);
  await shipper.end();
  expect(arrived).toHaveLength(2);
  expect(reports).toEqual([]);
});

it("ships in the background once it is started, and no more when it is stopped", async () => {
  shipper = make(0.01);
  shipper.start();
  shipper.start();
  await appendFile(file, "one\n");
  await vi.waitFor(() => expect(arrived).toEqual([["one"]]));
  shipper.stop();
  await appendFile(file, "two\n");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(arrived).toEqual([["one"]]);
  shipper.start();
  await vi.waitFor(() => expect(arrived).toEqual([["one"], ["two"]]));
});

it("keeps what does not arrive, says so once, and ships it later", async () => {
  refusal = new Error("the region is dark");
  await appendFile(file, "one\n");
  await shipper.end();
  await appendFile(file, "two\n");
  await shipper.end();
  expect(reports).toEqual([refusal]);
  refusal = undefined;
  await shipper.end();
  expect(arrived).toEqual([["one", "two"]]);
  refusal = new Error("dark again");
  await appendFile(file, "three\n");
  await shipper.end();
  expect(reports).toEqual([new Error("the region is dark"), refusal]);
});

it("reports a file that is not there", async () => {
  await rm(file);
  await shipper.end();
  expect(reports).toEqual([expect.objectContaining({ code: "ENOENT" })]);
});

it("keeps to what one call takes: 10,000 events, and chunks of the file at whose end a line is cut", async () => {
  await appendFile(file, "x\n".repeat(10_001));
  await shipper.end();
  expect(arrived.map((lines) => lines.length)).toEqual([10_000, 1]);
  arrived = [];
  await appendFile(file, `${"y".repeat(262_145)}\n`);
  await shipper.end();
  expect(arrived.map(([line]) => line?.length)).toEqual([262_144, 1]);
});
