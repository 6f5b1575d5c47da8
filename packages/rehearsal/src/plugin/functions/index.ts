import type { FunctionEntry } from "../entry.ts";
import { getAvailabilityZones } from "./get-availability-zones.ts";

const entries: readonly FunctionEntry[] = [getAvailabilityZones];

/** Every function that the plugin knows, by its Pulumi token. */
export const functions: ReadonlyMap<string, FunctionEntry> = new Map(entries.map((entry) => [entry.token, entry]));
