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
 * Stores a document of the primary's payment through its API and follows it: stored, read back, replayed, refused, and read
 * in the standby once S3 has brought it there. The standby is fenced, and takes none.
 * @param prefix The one that the payments were made with
 */
export async function checkDocuments(
  call: Call,
  { primary, standby }: Endpoints,
  prefix: string,
): Promise<readonly Check[]> {
  const path = (id: string) => `/transactions/${id}/document`;
  const own = path(`${prefix}-primary`);
  const put = (body: Uint8Array<ArrayBuffer>, base = primary, target = own) =>
    call(`${base}${target}`, { method: "PUT", headers: { "content-type": contentType }, body });
  return [
    await check("primary-document-stored", () => expectStatus(put(bytes), 201, "")),
    await check("primary-document-read-back", async () => {
      const wrong = await differs(await call(`${primary}${own}`, { headers }));
      const detail = wrong ?? `${bytes.byteLength} bytes read in the region that took them`;
      return { ok: wrong === undefined, detail };
    }),
    await check("primary-document-replay", () => expectStatus(put(bytes), 200, "")),
    await check("primary-document-conflict", () => expectStatus(put(bytes.slice(1)), 409, "")),
    await check("primary-document-without-payment", () =>
      expectStatus(put(bytes, primary, path(`${prefix}-primary-none`)), 404, ""),
    ),
    await check("primary-document-arrives-in-standby", () =>
      expectArrival({ what: "document", region: "standby" }, () => call(`${standby}${own}`, { headers }), differs),
    ),
    await check("standby-document-refused", () => expectStatus(put(bytes, standby), 503, '"error":"fenced"')),
  ];
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
