import { Resolver } from "node:dns/promises";
import { Packet, TCPClient, UDPClient } from "dns2";
import getPort from "get-port";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AnswerContext } from "./answer.ts";
import { respond, startNameServer } from "./dns-server.ts";
import type { NameServer } from "./dns-server.ts";
import { askNameServer } from "./name-server-client.ts";
import { startRegionalNameServers } from "./regional-name-servers.ts";
import { record } from "./testing/records.ts";

const long = Array.from({ length: 40 }, (_, index) => `"${"x".repeat(20)}${index}"`);
const context: AnswerContext = {
  data: {
    zones: [
      {
        name: "bank.test",
        records: [
          record("bank.test", "SOA", ["ns-1.test. admin.test. 1 7200 900 1209600 86400"]),
          record("a.bank.test", "A", ["192.0.2.1"], { ttlSeconds: 10 }),
          record("long.bank.test", "TXT", long),
          record("srv.bank.test", "SRV", ["1 1 1 x."]),
        ],
      },
    ],
    healthChecks: [],
  },
  balancer: () => undefined,
  isHealthy: () => true,
  random: () => 0,
};
let server: NameServer;
let resolver: Resolver;
beforeAll(async () => {
  server = await startNameServer(context);
  resolver = new Resolver();
  resolver.setServers([server.address]);
});
afterAll(() => server.close());

it("answers the operating system's resolver over UDP", async () => {
  expect(await resolver.resolve4("a.bank.test", { ttl: true })).toEqual([{ address: "192.0.2.1", ttl: 10 }]);
  await expect(resolver.resolve4("b.bank.test")).rejects.toMatchObject({ code: "ENOTFOUND" });
  await expect(resolver.resolveTxt("a.bank.test")).rejects.toMatchObject({ code: "ENODATA" });
});

it("says over UDP that an answer is too long, and gives all of it over TCP", async () => {
  const port = Number(server.address.split(":")[1]);
  const cut = await UDPClient({ dns: "127.0.0.1", port, retryOverTCP: false })("long.bank.test", "TXT");
  expect([cut.header.tc, cut.answers.length]).toEqual([1, 0]);
  expect((await TCPClient({ dns: "127.0.0.1", port })("long.bank.test", "TXT")).answers).toHaveLength(40);
  expect(await resolver.resolveTxt("long.bank.test")).toHaveLength(40);
});

it("answers what is not modelled with SERVFAIL, and tells the reason to who speaks EDNS", async () => {
  await expect(resolver.resolveSrv("srv.bank.test")).rejects.toMatchObject({ code: "ESERVFAIL" });
  const request = new Packet();
  request.questions.push(new Packet.Question("srv.bank.test", Packet.TYPE.SRV, Packet.CLASS.IN));
  request.additionals.push(Packet.Resource.EDNS([]));
  const asked = Packet.parse(request.toBuffer());
  const answered = Packet.parse(respond(context, asked).toBuffer());
  expect(answered.additionals[0]?.rdata).toEqual([
    { ednsCode: 15, infoCode: 0, extraText: "NotModelled: srv.bank.test: records of type SRV are not modelled" },
  ]);
});

it("answers nothing but queries for one type", () => {
  const codeOf = (type: number, opcode: number) => {
    const request = new Packet();
    request.header.opcode = opcode;
    request.questions.push(new Packet.Question("a.bank.test", type, Packet.CLASS.IN));
    return respond(context, Packet.parse(request.toBuffer())).header.rcode;
  };
  const { A, ANY } = Packet.TYPE;
  const { NOERROR, NOTIMP } = Packet.RCODE;
  expect([codeOf(A, 0), codeOf(A, 4), codeOf(ANY, 0), codeOf(65_000, 0)]).toEqual([NOERROR, NOTIMP, NOTIMP, NOTIMP]);
});

it("gives up a port that somebody else holds for another one", async () => {
  const free = await getPort({ host: "127.0.0.1" });
  const ports = [Number(server.address.split(":")[1]), free];
  const other = await startNameServer(context, async () => ports.shift() ?? 0);
  expect(other.address).toBe(`127.0.0.1:${free}`);
  await other.close();
});

it("runs several servers side by side", async () => {
  const other = await startNameServer({ ...context, data: { zones: [], healthChecks: [] } });
  expect(other.address).not.toBe(server.address);
  const second = new Resolver();
  second.setServers([other.address]);
  await expect(second.resolve4("a.bank.test")).rejects.toMatchObject({ code: "EREFUSED" });
  await other.close();
});

it("is asked by a rehearsal, which takes nothing but records for an answer", async () => {
  expect(await askNameServer(server.address, "a.bank.test", "A")).toEqual([
    { name: "a.bank.test", type: "A", ttlSeconds: 10, value: "192.0.2.1" },
  ]);
  expect((await askNameServer(server.address, "long.bank.test", "TXT"))[39]).toMatchObject({
    type: "TXT",
    value: `${"x".repeat(20)}39`,
  });
  await expect(askNameServer(server.address, "b.bank.test", "A")).rejects.toThrow(
    "b.bank.test A: the name server answers NXDOMAIN and 0 records",
  );
  await expect(askNameServer(server.address, "a.bank.test", "TXT")).rejects.toThrow("NOERROR and 0 records");
});

it("tells regions apart by the port that is asked, and leaves one that is cut off without an answer", async () => {
  let cutOff: string | undefined;
  const servers = await startRegionalNameServers(context, ["us-east-1", "us-east-2"], (region) => region === cutOff);
  const ask = (region: string) => {
    const client = new Resolver({ timeout: 200, tries: 1 });
    client.setServers([servers.addresses[region] ?? ""]);
    return client.resolve4("a.bank.test").catch((error: NodeJS.ErrnoException) => error.code);
  };
  const both = () => Promise.all(["us-east-1", "us-east-2"].map(ask));
  expect(await both()).toEqual([["192.0.2.1"], ["192.0.2.1"]]);
  cutOff = "us-east-1";
  expect(await both()).toEqual(["ETIMEOUT", ["192.0.2.1"]]);
  cutOff = undefined;
  expect(await both()).toEqual([["192.0.2.1"], ["192.0.2.1"]]);
  await servers.close();
  expect(await ask("us-east-1")).toBe("ECONNREFUSED");
});
