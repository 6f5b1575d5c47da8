import { Packet, createServer } from "dns2";
import type { DnsServer, Resource } from "dns2";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nameServerLookup } from "./name-servers.ts";

const zones: Readonly<Record<string, readonly string[]>> = {
  "payments.acme.dev": ["ns-1.awsdns-01.org", "NS-2.awsdns-02.net"],
  "empty.acme.dev": [],
};
let server: DnsServer;
let address: string;

/** Answers the NS records of `zones`, NXDOMAIN for other names, and nothing but a failure below `broken.dev`. */
function answer(request: Packet): Packet {
  const response = Packet.createResponseFromRequest(request);
  const name = request.questions[0]?.name ?? "";
  const found = zones[name];
  if (name.endsWith("broken.dev")) response.header.rcode = Packet.RCODE.SERVFAIL;
  else if (found === undefined) response.header.rcode = Packet.RCODE.NXDOMAIN;
  // The typings ask for a method that the server adds itself.
  const records = (found ?? []).map(
    (ns) => ({ name, type: Packet.TYPE.NS, class: Packet.CLASS.IN, ttl: 60, ns }) as Resource,
  );
  response.answers.push(...records);
  return response;
}

beforeAll(async () => {
  server = createServer({ udp: true, handle: (request, send) => void send(answer(request)) });
  const { udp } = await server.listen({ udp: { port: 0, address: "127.0.0.1" } });
  if (udp === undefined) throw new Error("the DNS server has no address");
  address = `127.0.0.1:${udp.port}`;
});
afterAll(() => server.close());

it("reads the name servers of a domain over DNS", async () => {
  const names = await nameServerLookup([address])("payments.acme.dev");
  expect(names.toSorted()).toEqual(["NS-2.awsdns-02.net", "ns-1.awsdns-01.org"]);
});

it.each(["empty.acme.dev", "nobody.acme.dev"])("finds none of %s", async (domain) => {
  expect(await nameServerLookup([address])(domain)).toEqual([]);
});

it("does not take a failure for an answer", async () => {
  await expect(nameServerLookup([address])("pay.broken.dev")).rejects.toMatchObject({
    code: "dns-unanswered",
    message: "DNS does not say who serves pay.broken.dev: queryNs ESERVFAIL pay.broken.dev",
  });
});
