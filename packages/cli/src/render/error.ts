import { TandemError } from "@tandem/orchestrator";
import type { ErrorKind } from "@tandem/orchestrator";
import { exitCodes } from "../command.ts";
import type { ExitCode } from "../command.ts";

const codes: Readonly<Record<ErrorKind, ExitCode>> = {
  user: exitCodes.usage,
  deploy: exitCodes.failed,
  aborted: exitCodes.aborted,
  bug: exitCodes.bug,
};

/** The one way in which an error reaches a person, and the exit code that goes with it. */
export function renderError(error: unknown): { readonly text: string; readonly code: ExitCode } {
  if (error instanceof TandemError) {
    const hint = error.hint === undefined ? "" : `fix: ${error.hint}\n`;
    return { text: `error[${error.code}]: ${error.message}\n${hint}`, code: codes[error.kind] };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `error[bug]: ${text}\nthis is a fault in Tandem; please report it with this text\n`,
    code: exitCodes.bug,
  };
}
