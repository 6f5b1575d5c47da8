import { Packet } from "dns2";
import { describe, expect, it } from "vitest";
import { answerQuestion } from "./answer.ts";
import type { RecordSet, Routing } from "./model.ts";
import { alias, record } from "./testing/records.ts";

const simple = { kind: "simple" } as const;
const failover = (role: "PRIMARY" | "SECONDARY"): Routing => ({ kind: "failover", role });
const soa = record("bank.test", "SOA", ["ns-1.test. admin.test. 1 7200 900 1209600 86400"], { ttlSeconds: 900 });
const pair = [
  record("api.bank.test", "CNAME", ["one.elsewhere.dev."], {
    routing: failover("PRIMARY"),
    healthCheckId: "h1",
    ttlSeconds: 10,
  }),
  record("api.bank.test", "CNAME", ["two.elsewhere.dev."], { routing: failover("SECONDARY"), ttlSeconds: 10 }),
];

/** What these records answer while the checks of these names are unhealthy. */
function ask(records: readonly RecordSet[], name: string, type: string, unhealthy: readonly string[] = []) {
  const context = {
    data: {
      zones: [
        { name: "test", records: [] },
        { name: "bank.test", records: [soa, ...records] },
      ],
      healthChecks: [],
    },
    isHealthy: (id: string) => !unhealthy.includes(id),
    random: () => 0,
  };
  const { answers, authorities, ...rest } = answerQuestion(context, name, type);
  const short = ({ name, type, ttl, address, domain, ns, data, primary }: (typeof answers)[number]) =>
    [name, Packet.TYPE_NAME[type], ttl, address ?? domain ?? ns ?? data ?? primary] as const;
  return { ...rest, answers: answers.map(short), authorities: authorities.map(short) };
}

describe("a question", () => {
  it("is answered with the TTL of the record", () => {
    expect(
      ask([record("www.bank.test", "A", ["192.0.2.1", "192.0.2.2"], { ttlSeconds: 5 })], "WWW.bank.test", "A"),
    ).toEqual({
      rcode: Packet.RCODE.NOERROR,
      authoritative: true,
      answers: [
        ["www.bank.test", "A", 5, "192.0.2.1"],
        ["www.bank.test", "A", 5, "192.0.2.2"],
      ],
      authorities: [],
    });
  });

  it("for another type is answered with the CNAME record of the name, which is followed within the zones", () => {
    const records = [
      record("a.bank.test", "CNAME", ["b.bank.test."], { ttlSeconds: 10 }),
      record("b.bank.test", "A", ["192.0.2.1"]),
    ];
    expect(ask(records, "a.bank.test", "A").answers).toEqual([
      ["a.bank.test", "CNAME", 10, "b.bank.test"],
      ["b.bank.test", "A", 60, "192.0.2.1"],
    ]);
    expect(ask(records, "a.bank.test", "CNAME").answers).toEqual([["a.bank.test", "CNAME", 10, "b.bank.test"]]);
  });

  it("leaves what lies outside the zones to the client's resolver", () => {
    expect(ask(pair, "api.bank.test", "A")).toMatchObject({
      rcode: Packet.RCODE.NOERROR,
      answers: [["api.bank.test", "CNAME", 10, "one.elsewhere.dev"]],
    });
  });

  it("of a TXT record gets its strings without their quotes", () => {
    const txt = record("role.bank.test", "TXT", ['"us-east-1"', String.raw`"a \"b\"" "c"`]);
    expect(ask([txt], "role.bank.test", "TXT").answers.map(([, , , data]) => data)).toEqual([
      ["us-east-1"],
      ['a "b"', "c"],
    ]);
  });

  it("for a name that is not there is answered with NXDOMAIN and the SOA", () => {
    expect(ask([], "nobody.bank.test", "A")).toEqual({
      rcode: Packet.RCODE.NXDOMAIN,
      authoritative: true,
      answers: [],
      authorities: [["bank.test", "SOA", 900, "ns-1.test"]],
    });
  });

  it.each(["www.bank.test", "b.bank.test"])(
    "for a type that %s does not have is answered with nothing but the SOA",
    (name) => {
      const records = [record("www.bank.test", "A", ["192.0.2.1"]), record("a.b.bank.test", "A", ["192.0.2.1"])];
      expect(ask(records, name, "TXT")).toMatchObject({
        rcode: Packet.RCODE.NOERROR,
        answers: [],
        authorities: [["bank.test", "SOA", 900, "ns-1.test"]],
      });
    },
  );

  it("for a name in no zone is refused", () => {
    expect(ask([], "bank.dev", "A")).toMatchObject({ rcode: Packet.RCODE.REFUSED, authoritative: false, answers: [] });
  });

  it("for a name in a delegated zone that is not held here is referred to that zone's servers", () => {
    const delegation = record("pay.bank.test", "NS", ["ns-1.elsewhere.dev."], { ttlSeconds: 300 });
    expect(ask([delegation], "api.pay.bank.test", "A")).toEqual({
      rcode: Packet.RCODE.NOERROR,
      authoritative: false,
      answers: [],
      authorities: [["pay.bank.test", "NS", 300, "ns-1.elsewhere.dev"]],
    });
  });

  it("for a name that is not there is answered by the wildcard beside it, under the name that was asked for", () => {
    const records = [record("*.bank.test", "A", ["192.0.2.9"]), record("www.bank.test", "TXT", ['"x"'])];
    expect(ask(records, "any.bank.test", "A").answers).toEqual([["any.bank.test", "A", 60, "192.0.2.9"]]);
    expect(ask(records, "www.bank.test", "A").answers).toEqual([]);
  });
});

describe("health", () => {
  it("of a record without a health check is always good", () => {
    expect(ask(pair, "api.bank.test", "CNAME", ["h1"]).answers).toEqual([
      ["api.bank.test", "CNAME", 10, "two.elsewhere.dev"],
    ]);
  });

  // Route 53's developer guide, "How health checks work in complex Amazon Route 53 configurations".
  it("of an alias that evaluates its target is that of the record in the same zone", () => {
    const records = [
      alias("www.bank.test", "A", "one.bank.test", true, failover("PRIMARY")),
      alias("www.bank.test", "A", "two.bank.test", false, failover("SECONDARY")),
      record("one.bank.test", "A", ["192.0.2.1"], { healthCheckId: "h1" }),
      record("two.bank.test", "A", ["192.0.2.2"], { ttlSeconds: 7 }),
    ];
    expect(ask(records, "www.bank.test", "A").answers).toEqual([["www.bank.test", "A", 60, "192.0.2.1"]]);
    expect(ask(records, "www.bank.test", "A", ["h1"]).answers).toEqual([["www.bank.test", "A", 7, "192.0.2.2"]]);
  });

  it("of an alias that does not evaluate its target is always good", () => {
    const records = [
      alias("www.bank.test", "A", "one.bank.test", false, failover("PRIMARY")),
      record("www.bank.test", "A", ["192.0.2.2"], { routing: failover("SECONDARY") }),
      record("one.bank.test", "A", ["192.0.2.1"], { healthCheckId: "h1" }),
    ];
    expect(ask(records, "www.bank.test", "A", ["h1"]).answers).toEqual([["www.bank.test", "A", 60, "192.0.2.1"]]);
  });
});

describe("what is not modelled", () => {
  it.each([
    ["an alias of something outside its zone", alias("a.bank.test", "A", "lb.elsewhere.dev", true, simple), "A"],
    ["a type that it cannot write", record("a.bank.test", "SRV", ["1 1 1 x."]), "SRV"],
    ["a CNAME record that leads to itself", record("a.bank.test", "CNAME", ["a.bank.test."]), "A"],
    ["an alias that leads to itself", alias("a.bank.test", "A", "a.bank.test", false, simple), "A"],
    [
      "an alias with a health check",
      { ...alias("a.bank.test", "A", "www.bank.test", true, failover("PRIMARY")), healthCheckId: "h1" },
      "A",
    ],
  ])("is not guessed: %s", (_, one, type) => {
    expect(() => ask([one, record("www.bank.test", "A", ["192.0.2.1"])], "a.bank.test", type)).toThrow(
      expect.objectContaining({ name: "NotModelled" }),
    );
  });
});
