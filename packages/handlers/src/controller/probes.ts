import * as z from "zod/mini";
import { readTextRecord } from "../common/text-record.ts";
import type { ProbeValue, Side } from "./readings.ts";

/** As much of `/health` and `/ready` as the controller looks at. */
const standing = z.object({
  status: z.string(),
  reasons: z._default(z.array(z.string()), []),
  fenced: z.optional(z.union([z.boolean(), z.literal("unknown")])),
});

async function ask(url: string, signal: AbortSignal) {
  const response = await fetch(url, { signal, headers: { "user-agent": "tandem-failover-controller" } });
  const text = await response.text();
  return { status: response.status, standing: z.safeParse(standing, parseJson(text)).data };
}

/** What the primary's `/health` says. A region that says nothing of itself, such as by API Gateway's own 5xx, is down. */
export async function probeHealth(url: string, signal: AbortSignal): Promise<ProbeValue> {
  const { status, standing: told } = await ask(url, signal);
  if (told === undefined) return "down";
  if (status === 200 && told.status === "healthy") return "up";
  if (told.status !== "unhealthy") return "down";
  // Its fence is one reason; each store that does not answer is one more.
  return told.fenced === true && told.reasons.length <= 1 ? "fenced" : "data-down";
}

/** Whether the standby's `/ready` says that it could serve. */
export async function probeReady(url: string, signal: AbortSignal): Promise<boolean> {
  const { status, standing: told } = await ask(url, signal);
  return status === 200 && told?.status === "ready";
}

/** Whether anything answers there, whatever it says: the network is what is asked after. Throws when nothing does. */
export async function probeControl(url: string, signal: AbortSignal): Promise<"up"> {
  const response = await fetch(url, { signal });
  await response.body?.cancel();
  return "up";
}

/** Route 53's verdict on the primary's endpoint. */
export async function readVerdict(name: string): Promise<"up" | "down"> {
  const text = await readTextRecord(name);
  if (text !== "up" && text !== "down") throw new Error(`${name} says ${JSON.stringify(text)}, not up or down`);
  return text;
}

/** Whom DNS leads clients to, by the latch. */
export async function readRole(name: string): Promise<Side> {
  const text = await readTextRecord(name);
  if (text !== "primary" && text !== "standby") {
    throw new Error(`${name} says ${JSON.stringify(text)}, not primary or standby`);
  }
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is nothing that the region says of itself.
    return undefined;
  }
}
