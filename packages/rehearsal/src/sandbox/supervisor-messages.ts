import * as z from "zod";
import { ownedSessionSchema } from "./session.ts";

/** What the supervisor tells its parent. */
export const reportSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("ready"), session: ownedSessionSchema }),
  z.strictObject({
    type: z.literal("failed"),
    code: z.string(),
    message: z.string(),
    hint: z.optional(z.string()),
  }),
  z.strictObject({ type: z.literal("kept") }),
]);
export type Report = z.infer<typeof reportSchema>;

/** What the parent asks of it: to stay when the parent goes. */
export const requestSchema = z.strictObject({ type: z.literal("keep") });
export type Request = z.infer<typeof requestSchema>;
