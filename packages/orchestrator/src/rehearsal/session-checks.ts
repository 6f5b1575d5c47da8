import { z } from "zod";
import { parseJson } from "../parse-json.ts";
import type { ProvingGround } from "../ports.ts";
import { check, expectArrival, expectStatus } from "./answers.ts";
import type { Endpoints } from "./payment-checks.ts";
import type { Check } from "./report.ts";

const sessionSchema = z.object({ id: z.string(), values: z.record(z.string(), z.string()) });

/**
 * Keeps a client's session through the primary's API and follows it: kept, read back, changed, refused where it is no session,
 * and read in the standby once replication has brought the change. The standby is fenced, and takes none.
 */
export async function checkSessions(
  call: ProvingGround["call"],
  { primary, standby }: Endpoints,
  prefix: string,
): Promise<readonly Check[]> {
  const id = `${prefix}-session`;
  const put = (values: unknown, base = primary) =>
    call(`${base}/sessions/${id}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(values),
    });
  const get = (base: string) => call(`${base}/sessions/${id}`);
  const wrongIn = async (response: Response, step: string): Promise<string | undefined> => {
    const text = await response.text();
    const parsed = sessionSchema.safeParse(parseJson(text));
    return parsed.success && parsed.data.id === id && parsed.data.values["step"] === step ? undefined : text;
  };
  return [
    await check("primary-session-kept", () => expectStatus(put({ step: "one" }), 200, id)),
    await check("primary-session-changed", () => expectStatus(put({ step: "two" }), 200, '"two"')),
    await check("primary-session-read-back", async () => {
      const response = await get(primary);
      const wrong =
        response.status === 200 ? await wrongIn(response, "two") : `${response.status} ${await response.text()}`;
      return { ok: wrong === undefined, detail: wrong ?? `${id} read in the region that took it` };
    }),
    await check("primary-session-invalid", () => expectStatus(put({ step: 1 }), 400, "")),
    await check("primary-session-arrives-in-standby", () =>
      expectArrival(
        { what: id, region: "standby" },
        () => get(standby),
        (response) => wrongIn(response, "two"),
      ),
    ),
    await check("standby-session-refused", () =>
      expectStatus(put({ step: "three" }, standby), 503, '"error":"fenced"'),
    ),
  ];
}
