import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { isCurrent, recordMade } from "./made.ts";

const code = Buffer.from("code");
const startedAt = Date.now();
let root: string;
let dist: string;
let record: string;

const write = (path: string, text: string) => writeFileSync(path, text);
const made = () =>
  recordMade(dist, "one", { root, sources: ["source.ts", "lock.yaml"], startedAt }, { "one/index.mjs": code });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tandem-made-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  dist = join(root, "dist");
  record = join(dist, "made", "one", "made.json");
  mkdirSync(join(dist, "one"), { recursive: true });
  write(join(dist, "one", "index.mjs"), "code");
  for (const source of ["source.ts", "lock.yaml"]) {
    write(join(root, source), source);
    utimesSync(join(root, source), 1_000_000_000, 1_000_000_000);
  }
  made();
});

test("is current while sources and outputs are what they were", () => {
  expect(isCurrent(dist, "one", root)).toBe(true);
});

test.for([
  ["a source has changed", () => write(join(root, "source.ts"), "other")],
  ["the lockfile has changed", () => write(join(root, "lock.yaml"), "other")],
  ["a source is gone", () => rmSync(join(root, "source.ts"))],
  ["the bundle has changed", () => write(join(dist, "one", "index.mjs"), "other")],
  ["the bundle is gone", () => rmSync(join(dist, "one", "index.mjs"))],
  ["another file lies beside the bundle", () => write(join(dist, "one", "stray.mjs"), "")],
  ["the record is gone", () => rmSync(record)],
  ["the record is cut short", () => write(record, readFileSync(record, "utf8").slice(0, 20))],
  ["the record is of another kind", () => write(record, "[]")],
] as const)("is not current when %s", ([, change]) => {
  change();
  expect(isCurrent(dist, "one", root)).toBe(false);
});

test("records nothing when a source changed while it was built", () => {
  rmSync(record);
  utimesSync(join(root, "source.ts"), new Date(startedAt), new Date(startedAt));
  made();
  expect(isCurrent(dist, "one", root)).toBe(false);
});

test("passes on what else keeps a file from being read", () => {
  rmSync(join(root, "source.ts"));
  mkdirSync(join(root, "source.ts"));
  expect(() => isCurrent(dist, "one", root)).toThrow("EISDIR");
});

test("passes on what else keeps a record from being understood", () => {
  const stop = new RangeError("out of memory");
  vi.spyOn(JSON, "parse").mockImplementation(() => {
    throw stop;
  });
  onTestFinished(() => void vi.restoreAllMocks());
  expect(() => isCurrent(dist, "one", root)).toThrow(stop);
});
