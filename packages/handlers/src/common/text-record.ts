import { resolveTxt } from "node:dns/promises";

/**
 * The text of a TXT record, asked of the name server at each call.
 * @throws when there is no answer, no such record, or more than one
 */
export async function readTextRecord(name: string): Promise<string> {
  const records = await resolveTxt(name);
  const [text, ...more] = records.map((chunks) => chunks.join(""));
  if (text === undefined || more.length > 0) throw new Error(`${name} has ${records.length} TXT records, not one`);
  return text;
}
