import type { LoadAttempt } from "@tandem/orchestrator/ports";
import * as z from "zod";
import type { ClientAnswer } from "./client.ts";

const answerBody = z.object({
  epoch: z.optional(z.int()),
  error: z.optional(z.string()),
  message: z.optional(z.string()),
});

/** Refusals of a region that says that it has not taken the write, and will not. */
const fenced: ReadonlySet<string> = new Set(["fenced", "fence-unknown"]);

/** What a client makes of an answer. */
export function outcomeOf({ status, body }: ClientAnswer): Pick<LoadAttempt, "outcome" | "status" | "epoch" | "error"> {
  const { epoch, error, message } = answerBody.safeParse(parseJson(body)).data ?? {};
  if (status === 200 || status === 201) return { outcome: "acknowledged", status, epoch, error: undefined };
  // Any other 5xx leaves open what became of the write.
  const isRefusal = status < 500 || (status === 503 && fenced.has(error ?? ""));
  const said = [error, message].filter((part) => part !== undefined).join(": ");
  return { outcome: isRefusal ? "refused" : "failed", status, epoch: undefined, error: said || body.slice(0, 200) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
