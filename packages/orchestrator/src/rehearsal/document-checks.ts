import type { ProvingGround } from "../ports.ts";
import { check, expectArrival, expectStatus } from "./answers.ts";
import type { Endpoints } from "./payment-checks.ts";
import type { Check } from "./report.ts";

type Call = ProvingGround["call"];

/** Without it, API Gateway answers with the bytes' base64. */
const headers = { accept: "*/*" };

/** A PDF by its type, and bytes that are no text in any encoding: what is lost on the way shows. */
const bytes = Uint8Array.from({ length: 512 }, (_, index) => (index * 7) % 256);
const contentType = "application/pdf";

/**
 * Stores a document of each region's payment through that region's API and follows it: stored, read back, replayed,
 * refused, and read in the other region once S3 has brought it there.
 * @param prefix The one that the payments were made with
 */
export async function checkDocuments(call: Call, endpoints: Endpoints, prefix: string): Promise<readonly Check[]> {
  const sides = [
    { here: "primary", there: "standby" },
    { here: "standby", there: "primary" },
  ] as const;
  const checks = await Promise.all(
    sides.map(async ({ here, there }) => {
      const path = (id: string) => `/transactions/${id}/document`;
      const own = path(`${prefix}-${here}`);
      const put = (body: Uint8Array<ArrayBuffer>, target = own, type = contentType) =>
        call(`${endpoints[here]}${target}`, { method: "PUT", headers: { "content-type": type }, body });
      return [
        await check(`${here}-document-stored`, () => expectStatus(put(bytes), 201, "")),
        await check(`${here}-document-read-back`, async () => {
          const response = await call(`${endpoints[here]}${own}`, { headers });
          const wrong = await differs(response);
          return {
            ok: wrong === undefined,
            detail: wrong ?? `${bytes.byteLength} bytes read in the region that took them`,
          };
        }),
        await check(`${here}-document-replay`, () => expectStatus(put(bytes), 200, "")),
        await check(`${here}-document-conflict`, () => expectStatus(put(bytes.slice(1)), 409, "")),
        await check(`${here}-document-without-payment`, () =>
          expectStatus(put(bytes, path(`${prefix}-${here}-none`)), 404, ""),
        ),
        await check(`${here}-document-arrives-in-${there}`, () =>
          expectArrival(
            { what: "document", region: there },
            () => call(`${endpoints[there]}${own}`, { headers }),
            differs,
          ),
        ),
      ];
    }),
  );
  return checks.flat();
}

/** How an answer differs from the document that was stored; undefined when it is the same. */
async function differs(response: Response): Promise<string | undefined> {
  const type = response.headers.get("content-type");
  if (response.status !== 200) return `${response.status} ${await response.text()}`;
  if (type !== contentType) return `the content type is ${type}, not ${contentType}`;
  const answered = new Uint8Array(await response.arrayBuffer());
  const same = answered.length === bytes.length && answered.every((byte, index) => byte === bytes[index]);
  return same ? undefined : `${answered.length} bytes that are not the ${bytes.length} that were stored`;
}
