import type { ResourceEntry } from "../entry.ts";

const entries: readonly ResourceEntry[] = [];

/** Every resource type that the plugin knows, by its Pulumi type token. */
export const catalogue: ReadonlyMap<string, ResourceEntry> = new Map(entries.map((entry) => [entry.type, entry]));
