import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Fault } from "@tandem/orchestrator/ports";
import * as z from "zod";
import { faultsPath, faultsSchema } from "./faults.ts";

/** What a faults request of this sandbox's owner carries. */
function bearer(controlToken: string): string {
  return `Bearer ${controlToken}`;
}

/**
 * Takes new faults from a request, after it has proved that it comes from the sandbox's owner: the functions that run in
 * the sandbox reach the gate too. Answers 204, or says what is wrong.
 */
export async function takeFaults(
  request: IncomingMessage,
  response: ServerResponse,
  controlToken: string,
  take: (faults: readonly Fault[]) => void,
): Promise<void> {
  const refuse = (status: number, message: string): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
  };
  if (request.headers.authorization !== bearer(controlToken)) return refuse(401, "not this sandbox's control token");
  const parsed = z
    .string()
    .transform((body, context) => parseJson(body) ?? context.addIssue("no JSON"))
    .pipe(faultsSchema)
    .safeParse(await text(request));
  if (!parsed.success) return refuse(400, z.prettifyError(parsed.error));
  take(parsed.data);
  response.writeHead(204).end();
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Puts these faults in place of those that the gate has. */
export async function sendFaults(endpoint: string, controlToken: string, faults: readonly Fault[]): Promise<void> {
  const response = await fetch(`${endpoint}${faultsPath}`, {
    method: "PUT",
    headers: { authorization: bearer(controlToken), connection: "close" },
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`the gate refuses the faults (${response.status}): ${await response.text()}`);
}
