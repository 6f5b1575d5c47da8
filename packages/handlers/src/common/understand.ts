import * as z from "zod/mini";

/** @throws Error that names the item and the fields that are wrong, without their values. */
export function understand<Schema extends z.core.$ZodType>(
  schema: Schema,
  item: unknown,
  where: string,
): z.infer<Schema> {
  const parsed = z.safeParse(schema, item);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
  throw new Error(`the item ${where} is not understood, wrong fields: ${fields}`);
}
