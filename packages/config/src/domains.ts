import { refusal } from "./naming.ts";

/**
 * Domains that nobody can own: those of RFC 2606, RFC 6761 and RFC 7686. Route 53 refuses to make hosted zones for
 * example.com and its relatives. `test` and `local` are accepted: they are meant for domains that nobody validates.
 */
const RESERVED = ["example.com", "example.net", "example.org", "example", "invalid", "localhost", "onion", "arpa"];

/** Length of the longest name below a domain: `witness.<failover label>.`; no profile's label is longer than this one. */
const longestBelow = "witness.api.".length;

/** What an accepted domain is, if this one is refused; undefined when it is accepted. */
export function domainRefusal(domain: string): string | undefined {
  const reserved = RESERVED.find((name) => domain === name || domain.endsWith(`.${name}`));
  if (reserved !== undefined) return `a domain that is not reserved (${reserved} is)`;
  const labels = domain.split(".");
  const wellFormed =
    domain.length <= 253 - longestBelow &&
    labels.length >= 2 &&
    labels.every((label) => refusal("dns-label", label) === undefined);
  return wellFormed
    ? undefined
    : "two or more labels of lower-case letters, digits and inner hyphens, 1-63 characters each";
}

/** Who makes the zone of the environment answer in public DNS; see the topology's `domain.mode`. */
export const domainModes = ["none", "external", "delegated"] as const;
export type DomainMode = (typeof domainModes)[number];

/** Whether nobody can ever validate a certificate for this domain: `test` is reserved (RFC 6761), `local` is mDNS's (RFC 6762). */
export function isTestDomain(domain: string): boolean {
  return /(^|\.)(test|local)$/.test(domain);
}
