import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeOnly } from "./write.ts";

const byName = (left: string, right: string) => left.localeCompare(right, "en");

let root: string;
let directory: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tandem-write-"));
  directory = join(root, "dist", "transaction");
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (text: string) => writeOnly(directory, "index.mjs", Buffer.from(text));
const path = () => join(directory, "index.mjs");

test("makes the directory and the file, readable for every user", () => {
  expect(write("one")).toBe(true);
  expect(readFileSync(path(), "utf8")).toBe("one");
  expect(statSync(path()).mode & 0o777).toBe(0o644);
});

test("leaves a file with the same contents alone", () => {
  write("one");
  utimesSync(path(), 1, 1);
  expect(write("one")).toBe(false);
  expect(statSync(path()).mtimeMs).toBe(1000);
});

test("replaces a file with other contents by a new one, and leaves nothing beside it", () => {
  write("one");
  const before = statSync(path()).ino;
  expect(write("two")).toBe(true);
  expect(readFileSync(path(), "utf8")).toBe("two");
  expect(statSync(path()).ino).not.toBe(before);
  expect(readdirSync(join(root, "dist"), { recursive: true, encoding: "utf8" }).toSorted(byName)).toEqual([
    "transaction",
    join("transaction", "index.mjs"),
  ]);
});

test("removes what else is in the directory, because it would go into the archive", () => {
  mkdirSync(join(directory, "old"), { recursive: true });
  writeFileSync(join(directory, "old", "x"), "");
  writeFileSync(join(directory, "index.js"), "");
  write("one");
  expect(readdirSync(directory)).toEqual(["index.mjs"]);
});

test("a file that cannot be replaced is an error, and no scratch file stays", () => {
  mkdirSync(path(), { recursive: true });
  expect(() => write("one")).toThrow(/EISDIR/);
  expect(readdirSync(join(root, "dist"))).toEqual(["transaction"]);
});

test("a scratch file that cannot be written is an error as well", () => {
  expect(() => writeOnly(directory, "none/index.mjs", Buffer.from("one"))).toThrow(/ENOENT/);
  expect(readdirSync(join(root, "dist"))).toEqual(["transaction"]);
});
