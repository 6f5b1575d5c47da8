import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { StateStore, StoredDocument } from "../ports.ts";

/** The part of a store that keeps Tandem's own documents. */
export type Documents = Pick<StateStore, "read" | "write" | "remove">;

/**
 * Documents in a folder, safe among processes of one machine and against their death at any moment.
 *
 * A document is a folder of numbered versions; the highest counts. Who writes adds the version after the one that was
 * read, and a number can be taken only once: `link` refuses a name that exists. So nobody ever holds a lock here, and
 * nobody has to break one. A removed document is a version without content: a writer who read an older one is refused.
 */
export function fileDocuments(root: string): Documents {
  const folderOf = (key: string): string => join(root, key);
  return {
    read: async (key) => content(await newest(folderOf(key))),
    write: async (key, text, expected) => {
      const folder = folderOf(key);
      const current = await newest(folder);
      if (content(current)?.revision !== expected) return undefined;
      return add(folder, (current?.version ?? 0) + 1, text);
    },
    remove: async (key) => {
      const folder = folderOf(key);
      for (;;) {
        const current = await newest(folder);
        if (content(current) === undefined || current === undefined) return;
        if ((await add(folder, current.version + 1, "")) !== undefined) return;
      }
    },
  };
}

interface Version {
  readonly version: number;
  /** Empty when the document is removed. */
  readonly text: string;
}

function content(version: Version | undefined): StoredDocument | undefined {
  return version === undefined || version.text === ""
    ? undefined
    : { text: version.text, revision: `${version.version}` };
}

async function newest(folder: string): Promise<Version | undefined> {
  for (;;) {
    const version = (await versions(folder)).at(-1);
    if (version === undefined) return undefined;
    const text = await unlessGone(readFile(join(folder, `${version}`), "utf8"));
    // Gone since it was listed: a newer one is there.
    if (text !== undefined) return { version, text };
  }
}

/** The revision when this writer took the number; undefined when another did. */
async function add(folder: string, version: number, text: string): Promise<string | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${version}`);
  if (!(await linkWritten(folder, file, text))) return undefined;
  const present = await versions(folder);
  if (present.at(-1) !== version) {
    // The number was free only because others, who are further by now, had cleared it away.
    await rm(file, { force: true });
    return undefined;
  }
  await Promise.all(present.slice(0, -1).map((old) => rm(join(folder, `${old}`), { force: true })));
  return `${version}`;
}

/** False when the name is taken. The file has its whole content, on the disk, from the moment it is there. */
async function linkWritten(folder: string, file: string, text: string): Promise<boolean> {
  const draft = join(folder, `draft-${randomUUID()}`);
  try {
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The numbers that are there, ascending. */
async function versions(folder: string): Promise<readonly number[]> {
  const names = (await unlessGone(readdir(folder))) ?? [];
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
}

/** What was read; undefined when there is no such file. */
export async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
