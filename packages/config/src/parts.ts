import type { z } from "zod";

/** What some environments are made of and others lack. */
export type Part =
  | "database"
  | "function"
  | "function-url"
  | "instances"
  | "ledger-table"
  | "load-balancer"
  | "network"
  | "parameters"
  | "private-network"
  | "rest-api"
  | "sessions-table";

/** The keyword by which a JSON Schema says which part a value belongs to. */
export const partKeyword = "part";

/**
 * A value that is there exactly in environments that have the part. It may be marked so in a later version of its schema than
 * the first: an environment that had it then has the part, and keeps the value.
 */
export function ofPart<T extends z.ZodType>(part: Part, schema: T): z.ZodOptional<T> {
  return schema.optional().meta({ [partKeyword]: part });
}
