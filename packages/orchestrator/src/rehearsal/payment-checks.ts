import { z } from "zod";
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
 * Takes real payments through both regions' APIs and follows them: accepted, replayed, refused, read back in the same
 * region, and read in the other one once replication has brought them there.
 */
export async function checkPayments(call: Call, endpoints: Endpoints, prefix: string): Promise<readonly Check[]> {
  const sides = [
    { here: "primary", there: "standby" },
    { here: "standby", there: "primary" },
  ] as const;
  const checks = await Promise.all(
    sides.map(({ here, there }) =>
      checkSide(call, { name: here, base: endpoints[here] }, { name: there, base: endpoints[there] }, prefix),
    ),
  );
  return checks.flat();
}

interface Side {
  readonly name: string;
  readonly base: string;
}

async function checkSide(call: Call, here: Side, there: Side, prefix: string): Promise<Check[]> {
  const id = `${prefix}-${here.name}`;
  const body = { id, amountMinor: 1250, currency: "USD" };
  const post = (payload: unknown) =>
    call(`${here.base}/transactions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(payload),
    });
  const get = (side: Side) => call(`${side.base}/transactions/${id}`);
  const matches = async (response: Response): Promise<string | undefined> => {
    const text = await response.text();
    const parsed = payment.safeParse(parseJson(text));
    return parsed.success && parsed.data.id === id && parsed.data.amountMinor === body.amountMinor ? undefined : text;
  };
  return [
    await check(`${here.name}-health`, () => expectStatus(call(`${here.base}/health`), 200, '"status":"healthy"')),
    await check(`${here.name}-ready`, () => expectStatus(call(`${here.base}/ready`), 200, '"status":"ready"')),
    await check(`${here.name}-payment-accepted`, async () => {
      const response = await post(body);
      const wrong = response.status === 201 ? await matches(response) : `${response.status} ${await response.text()}`;
      return { ok: wrong === undefined, detail: wrong ?? `${id} accepted with 201` };
    }),
    await check(`${here.name}-payment-read-back`, async () => {
      const response = await get(here);
      const wrong = response.status === 200 ? await matches(response) : `${response.status} ${await response.text()}`;
      return { ok: wrong === undefined, detail: wrong ?? `${id} read in the region that took it` };
    }),
    await check(`${here.name}-payment-replay`, () => expectStatus(post(body), 200, id)),
    await check(`${here.name}-payment-conflict`, () => expectStatus(post({ ...body, amountMinor: 1 }), 409, "")),
    await check(`${here.name}-payment-invalid`, () =>
      expectStatus(post({ ...body, currency: "dollars" }), 400, "currency"),
    ),
    await check(`${here.name}-payment-arrives-in-${there.name}`, () =>
      expectArrival({ what: id, region: there.name }, () => get(there), matches),
    ),
  ];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
