import { z } from "zod";
import type { Contract } from "./contract.ts";

/** The part of JSON Schema that contracts are compared by. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

/** What a stack must publish to keep a contract, `contractVersion` included, as JSON Schema. */
export function contractJsonSchema({ version, outputs }: Contract): JsonSchema {
  const published = z.object({ contractVersion: z.literal(version), ...outputs });
  return z.toJSONSchema(published, { io: "input" }) as JsonSchema;
}
