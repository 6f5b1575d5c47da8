import { BlockList } from "node:net";
import { TandemError } from "@tandem/config";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");

/**
 * The endpoint as a URL, when it is an address of this machine: 127.0.0.0/8, ::1 or localhost, over HTTP.
 * Everything else is refused, so that a rehearsal can never reach an account.
 */
export function requireLoopback(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url !== undefined && url.protocol === "http:" && isLoopback(url.hostname)) return url;
  throw new TandemError(
    "endpoint-not-loopback",
    `a rehearsal talks to this machine only, not to ${JSON.stringify(endpoint)}; legal: http:// with 127.0.0.0/8, [::1] or localhost`,
    { hint: "unset AWS_ENDPOINT_URL and run ./tandem rehearse again: it starts its own emulator" },
  );
}

/**
 * Whether the host name of a `URL` is this machine.
 * `URL` writes every form of an IPv4 address (`127.1`, `0x7f.1`) in its dotted one, and an IPv6 address in brackets.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || loopback.check(hostname, "ipv4");
}
