import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LayerStack, StateStore } from "../ports.ts";
import { fileBackendFolder } from "./backend-url.ts";
import { lockFolder, parseLock } from "./engine-locks.ts";
import { fileDocuments, unlessGone } from "./file-documents.ts";

/** States in a folder, and Tandem's documents beside them in `.tandem`. @param url absolute, `file:///…` */
export function fileStore(url: string): StateStore {
  const folder = fileBackendFolder(url);
  const lockFiles = async (stack: LayerStack): Promise<readonly string[]> => {
    const locks = join(folder, lockFolder(stack));
    const names = (await unlessGone(readdir(locks))) ?? [];
    return names.filter((name) => name.endsWith(".json")).map((name) => join(locks, name));
  };
  return {
    kind: "file",
    url,
    shared: false,
    ...fileDocuments(join(folder, ".tandem")),
    stackLocks: async (stack) => {
      const texts = await Promise.all((await lockFiles(stack)).map((file) => unlessGone(readFile(file, "utf8"))));
      return texts.filter((text) => text !== undefined).map(parseLock);
    },
    breakStackLocks: async (stack) => {
      await Promise.all((await lockFiles(stack)).map((file) => rm(file, { force: true })));
    },
  };
}
