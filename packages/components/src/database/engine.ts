import { TandemError } from "@tandem/config";

export const databaseEngine = "aurora-postgresql";
export const databasePort = 5432;

/** Whom the clusters are made with: the one that owns the ledger's tables. */
export const databaseUser = "ledger";

/** A resource's two names. */
export interface Named {
  /** The physical name, which AWS may have wanted shorter. */
  readonly name: string;
  /** The name that its tag has. */
  readonly fullName: string;
}

/**
 * How far every secondary may lag before the primary keeps commits waiting, seconds. Source: "Managing RPOs for Aurora
 * PostgreSQL-based global databases".
 */
const shortestGlobalRpoSeconds = 20;

/** @throws TandemError where Aurora would not take it as `rds.global_db_rpo` */
export function requireGlobalRpo(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= shortestGlobalRpoSeconds) return seconds;
  throw new TandemError(
    "global-rpo-invalid",
    `globalRpoSeconds is ${seconds}; legal: a whole number from ${shortestGlobalRpoSeconds} on`,
  );
}

/** Gibibytes of memory of the sizes of Aurora's memory-optimized `r` classes. Source: "Hardware specifications for DB instance classes for Aurora". */
const memoryOfSize: Readonly<Record<string, number>> = {
  large: 16,
  xlarge: 32,
  "2xlarge": 64,
  "4xlarge": 128,
  "8xlarge": 256,
  "12xlarge": 384,
  "16xlarge": 512,
  "24xlarge": 768,
};

/**
 * Memory of an instance, bytes.
 * @param instanceClass `db.r6g.large`
 * @throws TandemError for a class that is not one of the memory-optimized ones; global databases take no burstable one
 */
export function memoryBytesOf(instanceClass: string): number {
  const size = /^db\.r[5-9]\w*\.(?<size>\w+)$/.exec(instanceClass)?.groups?.["size"];
  const gibibytes = memoryOfSize[size ?? ""];
  if (gibibytes !== undefined) return gibibytes * 2 ** 30;
  throw new TandemError(
    "instance-class-unknown",
    `the instance class is ${JSON.stringify(instanceClass)}; legal: db.r<5-9…>. with ${Object.keys(memoryOfSize).join(", ")}`,
  );
}

/** How many connections Aurora PostgreSQL takes by default: `LEAST({DBInstanceClassMemory/9531392}, 5000)`. */
export function connectionLimitOf(instanceClass: string): number {
  return Math.min(5000, Math.floor(memoryBytesOf(instanceClass) / 9_531_392));
}
