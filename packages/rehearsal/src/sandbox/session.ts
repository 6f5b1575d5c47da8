import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { TandemError } from "@tandem/config";
import * as z from "zod";
import { isCode, rehearsalPaths } from "./paths.ts";

/** A running sandbox, as its gate answers under {@link sessionPath}. */
export const sessionSchema = z.object({
  schemaVersion: z.literal(1),
  id: z.string().min(1),
  /** The supervisor's process. */
  pid: z.int().positive(),
  /** The region gate, `http://127.0.0.1:<port>`. */
  endpoint: z.url({ protocol: /^http$/ }),
  /** The emulator's process, which leads a process group of its own. */
  emulatorPid: z.int().positive(),
  emulatorPort: z.int().positive(),
  /** Route 53's name server, `127.0.0.1:<port>`, over UDP and TCP. */
  nameServer: z.string().regex(/^127\.0\.0\.1:\d+$/),
  startedAt: z.iso.datetime(),
});

/** A running sandbox, as `sandbox.json` in its directory describes it to its owner. */
export const ownedSessionSchema = z.strictObject({
  ...sessionSchema.shape,
  /** Lets its owner set faults; the gate never tells it. */
  controlToken: z.string().min(1),
});
export type OwnedSession = z.infer<typeof ownedSessionSchema>;

/** Where a gate says whose it is, so that nobody takes a stranger's process for a sandbox. */
export const sessionPath = "/_tandem/session";

/** Written beside and renamed, so that a reader never sees half a file. */
export async function writeSession(directory: string, session: OwnedSession): Promise<void> {
  const file = rehearsalPaths(directory).session;
  await writeFile(`${file}.new`, `${JSON.stringify(session, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function removeSession(directory: string): Promise<void> {
  await rm(rehearsalPaths(directory).session, { force: true });
}

/** What the directory says; undefined when no sandbox was left running there. */
export async function readSession(directory: string): Promise<OwnedSession | undefined> {
  const file = rehearsalPaths(directory).session;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
  const parsed = ownedSessionSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new TandemError(
    "sandbox-file-invalid",
    `${file} does not describe a sandbox: ${z.prettifyError(parsed.error)}`,
    {
      hint: `rm ${file}`,
      cause: parsed.error,
    },
  );
}

/** What is no JSON is left to the schema to refuse. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
