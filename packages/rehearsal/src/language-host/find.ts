import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the stand-in's wrapper, which goes on PATH where no official language host is found. */
export const standInFolder = fileURLToPath(new URL("../../plugins/language-nodejs", import.meta.url));

const hostName = "pulumi-language-nodejs";

/** Which language host the engine will run the programs with. */
export type LanguageHost =
  | { readonly kind: "official"; readonly file: string }
  | { readonly kind: "stand-in"; readonly folder: string };

/**
 * Pulumi's own language host, looked for where the engine looks: beside the `pulumi` that PATH leads to, then on PATH.
 * Without one, the stand-in.
 */
export async function findLanguageHost(path: string): Promise<LanguageHost> {
  const folders = path.split(delimiter).filter((folder) => folder !== "" && folder !== standInFolder);
  const engine = await firstExecutable(folders.map((folder) => join(folder, "pulumi")));
  const besideEngine = engine === undefined ? [] : [dirname(await realpath(engine)), dirname(engine)];
  const file = await firstExecutable([...besideEngine, ...folders].map((folder) => join(folder, hostName)));
  return file === undefined ? { kind: "stand-in", folder: standInFolder } : { kind: "official", file };
}

async function firstExecutable(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}
