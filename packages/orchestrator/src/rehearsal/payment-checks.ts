import { z } from "zod";
import { parseJson } from "../parse-json.ts";
import type { ProvingGround } from "../ports.ts";
import { check, expectArrival, expectStatus } from "./answers.ts";
import type { Check } from "./report.ts";

/** The two APIs of an environment. */
export interface Endpoints {
  readonly primary: string;
  readonly standby: string;
}

type Call = ProvingGround["call"];

const payment = z.object({
  id: z.string(),
  amountMinor: z.number(),
  currency: z.string(),
  region: z.string(),
  epoch: z.number(),
});

/**
 * Takes a real payment through the primary's API and follows it: accepted, replayed, refused, read back there, and read in
 * the standby once replication has brought it. Before any failover the standby is fenced: it is ready, answers reads, and
 * refuses every write.
 */
export async function checkPayments(call: Call, endpoints: Endpoints, prefix: string): Promise<readonly Check[]> {
  const checks = await Promise.all([
    checkPrimary(call, endpoints, `${prefix}-primary`),
    checkStandby(call, endpoints.standby, `${prefix}-standby`),
  ]);
  return checks.flat();
}

async function checkPrimary(call: Call, endpoints: Endpoints, id: string): Promise<Check[]> {
  const body = { id, amountMinor: 1250, currency: "USD" };
  const base = endpoints.primary;
  const send = (payload: unknown) => post(call, base, payload);
  const get = (from: string) => call(`${from}/transactions/${id}`);
  const matches = async (response: Response): Promise<string | undefined> => {
    const text = await response.text();
    const parsed = payment.safeParse(parseJson(text));
    return parsed.success && parsed.data.id === id && parsed.data.amountMinor === body.amountMinor ? undefined : text;
  };
  return [
    await check("primary-health", () => expectStatus(call(`${base}/health`), 200, '"status":"healthy"')),
    await check("primary-ready", () => expectStatus(call(`${base}/ready`), 200, '"status":"ready"')),
    await check("primary-payment-accepted", async () => {
      const response = await send(body);
      const wrong = response.status === 201 ? await matches(response) : `${response.status} ${await response.text()}`;
      return { ok: wrong === undefined, detail: wrong ?? `${id} accepted with 201` };
    }),
    await check("primary-payment-read-back", async () => {
      const response = await get(base);
      const wrong = response.status === 200 ? await matches(response) : `${response.status} ${await response.text()}`;
      return { ok: wrong === undefined, detail: wrong ?? `${id} read in the region that took it` };
    }),
    await check("primary-payment-replay", () => expectStatus(send(body), 200, id)),
    await check("primary-payment-conflict", () => expectStatus(send({ ...body, amountMinor: 1 }), 409, "")),
    await check("primary-payment-invalid", () => expectStatus(send({ ...body, currency: "dollars" }), 400, "currency")),
    await check("primary-payment-arrives-in-standby", () =>
      expectArrival({ what: id, region: "standby" }, () => get(endpoints.standby), matches),
    ),
  ];
}

async function checkStandby(call: Call, base: string, id: string): Promise<Check[]> {
  const body = { id, amountMinor: 1250, currency: "USD" };
  return [
    await check("standby-fenced", () => expectStatus(call(`${base}/health`), 503, '"fenced":true')),
    await check("standby-ready", () => expectStatus(call(`${base}/ready`), 200, '"status":"ready"')),
    await check("standby-payment-refused", () => expectStatus(post(call, base, body), 503, '"error":"fenced"')),
    await check("standby-payment-not-kept", () => expectStatus(call(`${base}/transactions/${id}`), 404, "")),
  ];
}

function post(call: Call, base: string, payload: unknown): Promise<Response> {
  return call(`${base}/transactions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(payload),
  });
}
