import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { version } from "esbuild";
import { z } from "zod";
import { parseJson } from "../parse-json.ts";
import { unlessGone } from "../state/file-documents.ts";

/** What a checkout's programs were found to be, by what they were found from. */
const recordSchema = z.object({
  /** What was asked, and how the answer was found. */
  key: z.string(),
  /** SHA-256 by path, relative to the checkout: a look at other files would give another answer. */
  files: z.record(z.string(), z.string()),
  answer: z.unknown(),
});

export interface Asked<T> {
  readonly root: string;
  /** All that decides the answer beside the files. */
  readonly question: unknown;
  readonly answerSchema: z.ZodType<T>;
  /** Looks at the files: the answer, and which they were. */
  readonly find: () => Promise<{ readonly answer: T; readonly files: readonly string[] }>;
}

/** The modules that find an answer: another version of them may find another one. */
const finders = ["digest.ts", "modules.ts", "remembered.ts", "workspace-only.ts"];

/** Whatever files an answer is from, these decide it too: where the workspace's packages lead, and how they are read. */
const surroundings = ["pnpm-lock.yaml", "tsconfig.base.json", "tsconfig.json"];

/**
 * An answer that is found from files, or what it was the last time where none of these has changed since: reading some 400 of
 * them takes a tenth of the time that esbuild takes to follow their imports. A record that is missing or not understood is
 * no record.
 */
export async function remembered<T>({ root, question, answerSchema, find }: Asked<T>): Promise<T> {
  const recordFile = join(root, "dist", "programs.json");
  const own = await Promise.all(finders.map((name) => readFile(new URL(name, import.meta.url), "utf8")));
  const key = sha256(JSON.stringify([question, version, process.version, own]));
  const record = recordSchema.safeParse(parseJson((await unlessGone(readFile(recordFile, "utf8"))) ?? ""));
  if (record.success && record.data.key === key && (await isSame(root, record.data.files))) {
    const known = answerSchema.safeParse(record.data.answer);
    if (known.success) return known.data;
  }
  const startedAt = Date.now();
  const { answer, files: found } = await find();
  const files = [...found, ...surroundings];
  if (await isStill(root, files, startedAt)) {
    const digests = Object.fromEntries(
      await Promise.all(files.map(async (file) => [file, await digestOf(root, file)] as const)),
    );
    await replace(recordFile, JSON.stringify({ key, files: digests, answer }));
  }
  return answer;
}

async function isSame(root: string, files: Readonly<Record<string, string>>): Promise<boolean> {
  const same = Object.entries(files).map(async ([file, digest]) => (await digestOf(root, file)) === digest);
  return (await Promise.all(same)).every(Boolean);
}

/** What changed after the look began may or may not be in the answer. File times are as coarse as two seconds in some file systems. */
async function isStill(root: string, files: readonly string[], startedAt: number): Promise<boolean> {
  const times = await Promise.all(files.map(async (file) => (await unlessGone(stat(join(root, file))))?.mtimeMs));
  return times.every((time) => time === undefined || time < startedAt - 2000);
}

/** In one step: another command may look at the same moment. */
async function replace(file: string, text: string): Promise<void> {
  const scratch = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(scratch, text);
  await rename(scratch, file);
}

/** A file that is not there has a digest too: one that comes is a change. */
async function digestOf(root: string, file: string): Promise<string> {
  const contents = await unlessGone(readFile(join(root, file)));
  return contents === undefined ? "missing" : sha256(contents);
}

function sha256(contents: string | Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}
