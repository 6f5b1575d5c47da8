import type { LateResources } from "../ports.ts";

/** Snapshots and log groups in memory, by region. */
export interface MemoryLateResources extends LateResources {
  /** `<region> <cluster> <identifier>` */
  readonly heldSnapshots: Set<string>;
  /** `<region> <name>` */
  readonly heldLogGroups: Set<string>;
}

export function memoryLateResources(): MemoryLateResources {
  const heldSnapshots = new Set<string>();
  const heldLogGroups = new Set<string>();
  return {
    heldSnapshots,
    heldLogGroups,
    snapshots: async (region, cluster) =>
      [...heldSnapshots].flatMap((held) => {
        const [where, of, id = ""] = held.split(" ");
        return where === region && of === cluster ? [id] : [];
      }),
    logGroups: async (region, names) => names.filter((name) => heldLogGroups.has(`${region} ${name}`)),
    deleteSnapshot: async (region, id) => {
      for (const held of heldSnapshots) {
        if (held.startsWith(`${region} `) && held.endsWith(` ${id}`)) heldSnapshots.delete(held);
      }
    },
    deleteLogGroup: async (region, name) => void heldLogGroups.delete(`${region} ${name}`),
  };
}
