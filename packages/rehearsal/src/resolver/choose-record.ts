import { NotModelled } from "./model.ts";
import type { RecordSet } from "./model.ts";

/** What a choice depends on beside the records. */
export interface Circumstances {
  readonly isHealthy: (record: RecordSet) => boolean;
  /** From 0 up to, but not, 1. */
  readonly random: () => number;
}

/**
 * The record that Route 53 answers, of those that share a name and a type and with it their routing policy.
 * Source: Route 53's developer guide, "How Amazon Route 53 chooses records when health checking is configured".
 * @param group At least one.
 */
export function chooseRecord(group: readonly RecordSet[], circumstances: Circumstances): RecordSet {
  const [first] = group;
  if (first === undefined) throw new Error("there is no record to choose from");
  switch (first.routing.kind) {
    case "simple":
      return first;
    case "failover":
      return chooseByRole(group, circumstances) ?? first;
    case "weighted":
      return chooseByWeight(group, circumstances) ?? first;
    case "unmodelled":
      throw new NotModelled(`${first.name}: ${first.routing.policy} routing is not modelled`);
  }
}

/** The primary while it is healthy, else the secondary, and the primary again when that one is unhealthy too. */
function chooseByRole(group: readonly RecordSet[], { isHealthy }: Circumstances): RecordSet | undefined {
  const of = (role: "PRIMARY" | "SECONDARY") =>
    group.find(({ routing }) => routing.kind === "failover" && routing.role === role);
  const primary = of("PRIMARY");
  const secondary = of("SECONDARY");
  if (primary !== undefined && isHealthy(primary)) return primary;
  if (secondary !== undefined && isHealthy(secondary)) return secondary;
  return primary ?? secondary;
}

/**
 * A healthy record in proportion to its weight; those of weight 0 only once no other is healthy. Where none is healthy,
 * all count as healthy.
 */
function chooseByWeight(group: readonly RecordSet[], { isHealthy, random }: Circumstances): RecordSet | undefined {
  const weighted = group.map((record) => ({
    record,
    weight: record.routing.kind === "weighted" ? record.routing.weight : 0,
    healthy: isHealthy(record),
  }));
  const someHealthy = weighted.some(({ healthy }) => healthy);
  const usable = weighted.filter(({ healthy }) => healthy || !someHealthy);
  const heavy = usable.filter(({ weight }) => weight > 0);
  // Only records of weight 0: each is as likely as the others.
  const candidates = heavy.length > 0 ? heavy : usable.map((one) => ({ ...one, weight: 1 }));
  let left = random() * candidates.reduce((sum, { weight }) => sum + weight, 0);
  return candidates.find(({ weight }) => (left -= weight) < 0)?.record;
}
