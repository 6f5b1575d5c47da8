import { randomBytes } from "node:crypto";
import type { RunCommand } from "./events.ts";

/** A name for a run that sorts by time: `up-20261121T101500-3f9a`. */
export function runName(command: RunCommand, startedAt: Date): string {
  const time = startedAt.toISOString().replaceAll(/[-:]|\.\d+Z/g, "");
  return `${command}-${time}-${randomBytes(2).toString("hex")}`;
}
