import { createHash } from "node:crypto";

/** The tag by which a resource is found again when the run that made it died before it could write down what it made. */
export const urnTagKey = "tandem:urn";

/** What every AWS service takes as a tag's value, in characters. */
const limit = 256;

/** Letters, digits, spaces and `_.:/+-@` stay as they are; `=`, which is legal too, begins an escape. */
const illegal = /[^a-zA-Z0-9 _.:/+\-@]/gu;

/**
 * A resource's URN as a tag's value: what AWS refuses there (the `$` between types) is written as `=` and two
 * hexadecimal digits a byte, so no two URNs give one value. One that is too long is hashed, with its end left to read.
 */
export function urnTagValue(urn: string): string {
  const written = urn.replaceAll(illegal, escaped);
  if (written.length <= limit) return written;
  // No escape begins with two of these, so that no short URN is written like a hashed one.
  const hash = `==${createHash("sha256").update(urn).digest("hex")}==`;
  return `${hash}${written.slice(hash.length - limit)}`;
}

function escaped(character: string): string {
  return [...Buffer.from(character)].map((byte) => `=${byte.toString(16).padStart(2, "0")}`).join("");
}
