import { projectName } from "@tandem/contracts";
import { z } from "zod";
import type { LayerStack, StackLock } from "../ports.ts";

/** Where Pulumi's own backends keep a stack's locks, one JSON file for each holder. The organization is that word. */
export function lockFolder({ contract, stackName }: LayerStack): string {
  return `.pulumi/locks/organization/${projectName(contract)}/${stackName}`;
}

const lockSchema = z.object({ pid: z.int(), username: z.string(), hostname: z.string(), timestamp: z.string() });

/** One lock file. */
export function parseLock(text: string): StackLock {
  const { pid, username, hostname, timestamp } = lockSchema.parse(JSON.parse(text));
  return { pid, username, hostname, takenAt: new Date(timestamp).toISOString() };
}
