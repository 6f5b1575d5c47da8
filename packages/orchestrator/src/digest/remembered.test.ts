import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { remembered } from "./remembered.ts";
import type { Asked } from "./remembered.ts";

let root: string;
let recordFile: string;
const find = vi.fn<Asked<unknown>["find"]>(async () => ({ answer: "one", files: ["a.ts", "b.ts"] }));
const ask = (question: unknown = "which?", answerSchema: z.ZodType = z.string()) =>
  remembered({ root, question, answerSchema, find });

const longAgo = (file: string) => utimes(join(root, file), 1_000_000_000, 1_000_000_000);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-remembered-"));
  onTestFinished(() => rm(root, { recursive: true }));
  recordFile = join(root, "dist", "programs.json");
  for (const file of ["a.ts", "b.ts", "pnpm-lock.yaml"]) {
    await writeFile(join(root, file), file);
    await longAgo(file);
  }
  find.mockClear();
});

it("finds once what it is asked again", async () => {
  expect(await ask()).toBe("one");
  expect(await ask()).toBe("one");
  expect(find).toHaveBeenCalledOnce();
  expect(await readdir(join(root, "dist"))).toEqual(["programs.json"]);
});

it.each([
  ["a file has changed", () => writeFile(join(root, "b.ts"), "other")],
  ["a file is gone", () => rm(join(root, "b.ts"))],
  ["the lockfile has changed", () => writeFile(join(root, "pnpm-lock.yaml"), "other")],
  ["there is a tsconfig.json now", () => writeFile(join(root, "tsconfig.json"), "{}")],
  ["the record is gone", () => rm(recordFile)],
  ["the record is cut short", async () => writeFile(recordFile, (await readFile(recordFile, "utf8")).slice(0, 20))],
  ["the record is of another kind", () => writeFile(recordFile, "[]")],
  [
    "the record is of other finders",
    async () => writeFile(recordFile, (await readFile(recordFile, "utf8")).replace(/"key":"\w{8}/, '"key":"00000000')),
  ],
])("finds again where %s", async (_, change) => {
  await ask();
  await change();
  expect(await ask()).toBe("one");
  expect(find).toHaveBeenCalledTimes(2);
});

it("finds again what is another question, or another kind of answer", async () => {
  await ask();
  expect(await ask("what?")).toBe("one");
  expect(await ask("what?", z.literal("two").or(z.array(z.string())))).toBe("one");
  expect(find).toHaveBeenCalledTimes(3);
});

it("remembers nothing of a file that may have changed while it was looked at", async () => {
  await writeFile(join(root, "a.ts"), "a.ts");
  await ask();
  await ask();
  expect(find).toHaveBeenCalledTimes(2);
});

it("passes on what else keeps a file from being read", async () => {
  await ask();
  await rm(join(root, "a.ts"));
  await mkdir(join(root, "a.ts"));
  await expect(ask()).rejects.toThrow("EISDIR");
});
