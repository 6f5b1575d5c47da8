import { roles } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import type { ProvingGround } from "../ports.ts";
import { check, expectStatus } from "./answers.ts";
import type { Check } from "./report.ts";

/**
 * Reads a payment from each region by the failover name: at the host to which its record leads, with the name as Host.
 * No TLS is spoken: the emulator's certificates are issued, and nobody holds one against the name.
 * @param prefix Begins the ids of the payments that were taken; the primary's must have arrived in both regions.
 */
export function checkFailoverName(
  call: ProvingGround["call"],
  failoverName: string,
  hosts: Readonly<Record<Role, string>>,
  prefix: string,
): Promise<readonly Check[]> {
  const id = `${prefix}-primary`;
  return Promise.all(
    roles.map((role) =>
      check(`${role}-failover-name`, () =>
        expectStatus(call(`https://${hosts[role]}/transactions/${id}`, { headers: { host: failoverName } }), 200, id),
      ),
    ),
  );
}

/** A region as its layer publishes it. */
interface PublishedRegion {
  readonly apiEndpoint: string;
  readonly trafficHostname: string;
}

/**
 * Asks the name server for the failover name, as a client does, and reads a payment where it leads: to the primary. Before a
 * delegation that is where the primary's own endpoint is: an API wants its stage in the path and its own name as Host, a load
 * balancer has no certificate and listens on HTTP alone.
 * @param prefix Begins the id of the payment that the primary has taken.
 */
export function checkFailoverNameResolves(
  { resolve, call }: Pick<ProvingGround, "resolve" | "call">,
  { domain, routing }: Topology,
  primary: PublishedRegion,
  prefix: string,
): Promise<Check> {
  const { failoverName, delegated } = domain;
  const host = primary.trafficHostname;
  const expected = `${failoverName} CNAME ${host}, TTL ${routing.ttlSeconds} s`;
  return check("failover-name-resolves", async () => {
    const answers = await resolve(failoverName, "CNAME");
    const found = answers.map(({ name, type, value, ttlSeconds }) => `${name} ${type} ${value}, TTL ${ttlSeconds} s`);
    if (found.join("; ") !== expected) return { ok: false, detail: `expected ${expected}, got ${found.join("; ")}` };
    const id = `${prefix}-primary`;
    const { protocol, pathname } = new URL(primary.apiEndpoint);
    const base = delegated ? `https://${host}` : `${protocol}//${host}${pathname.replace(/\/$/, "")}`;
    const asked = delegated ? { headers: { host: failoverName } } : {};
    const { ok, detail } = await expectStatus(call(`${base}/transactions/${id}`, asked), 200, id);
    return { ok, detail: `${expected} (the name server is modelled); there, ${id}: ${detail}` };
  });
}
