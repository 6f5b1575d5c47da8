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

/** Two load balancers, of which one has no healthy target. */
const balancers = new Map([
  ["good.us-east-1.elb.amazonaws.com", { address: "127.94.0.1", healthy: true }],
  ["bad.us-east-1.elb.amazonaws.com", { address: "127.94.0.2", healthy: false }],
  ["west.us-west-2.elb.amazonaws.com", { address: "127.97.0.3", healthy: true }],
]);
const [good, bad, west] = [...balancers.keys()] as [string, string, string];

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
    balancer: (one: string) => balancers.get(one),
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

describe("an alias of a load balancer", () => {
  const name = "api.bank.test";
  const addresses = (records: readonly RecordSet[], unhealthy: readonly string[] = []) =>
    ask(records, name, "A", unhealthy).answers;
  const weighted = (weight: number): Routing => ({ kind: "weighted", weight });
  const checked = (record: RecordSet, healthCheckId: string): RecordSet => ({ ...record, healthCheckId });

  // Route 53's API reference, ResourceRecordSet, "TTL": "Amazon Route 53 uses the value of TTL for the alias target", which
  // is 60 seconds for load balancers.
  it("is answered with the balancer's address under the alias's name, for 60 seconds", () => {
    expect(addresses([alias(name, "A", good, false, simple)])).toEqual([[name, "A", 60, "127.94.0.1"]]);
  });

  // "Choosing between alias and non-alias records": an alias can stand at the top node of a namespace.
  it("may stand at the zone's own name", () => {
    expect(ask([alias("bank.test", "A", good, false, simple)], "bank.test", "A").answers).toEqual([
      ["bank.test", "A", 60, "127.94.0.1"],
    ]);
  });

  it("is reached through other records of the zone, each with its own TTL", () => {
    const records = [
      record("www.bank.test", "CNAME", ["api.bank.test."], { ttlSeconds: 5 }),
      alias(name, "A", "lb.bank.test", false, simple),
      alias("lb.bank.test", "A", good, false, simple),
    ];
    expect(ask(records, "www.bank.test", "A").answers).toEqual([
      ["www.bank.test", "CNAME", 5, "api.bank.test"],
      ["api.bank.test", "A", 60, "127.94.0.1"],
    ]);
  });

  // API reference, AliasTarget, "EvaluateTargetHealth": "If any target group contains only unhealthy targets, the load
  // balancer is considered unhealthy, and Route 53 routes queries to other resources."
  it("that evaluates its target is unhealthy with the balancer", () => {
    const pair = (first: string) => [
      alias(name, "A", first, true, failover("PRIMARY")),
      alias(name, "A", west, true, failover("SECONDARY")),
    ];
    expect(addresses(pair(good))).toEqual([[name, "A", 60, "127.94.0.1"]]);
    expect(addresses(pair(bad))).toEqual([[name, "A", 60, "127.97.0.3"]]);
  });

  // ResourceRecordSet, "Failover": the primary is answered when the secondary is unhealthy, regardless of the primary.
  it("is answered as primary when both are unhealthy", () => {
    const records = [
      alias(name, "A", bad, true, failover("PRIMARY")),
      alias(name, "A", bad, true, failover("SECONDARY")),
    ];
    expect(addresses(records)).toEqual([[name, "A", 60, "127.94.0.2"]]);
  });

  it("that does not evaluate its target is as healthy as its own health check, and without one always healthy", () => {
    const pair = [
      checked(alias(name, "A", bad, false, failover("PRIMARY")), "h1"),
      alias(name, "A", west, false, failover("SECONDARY")),
    ];
    expect(addresses(pair)).toEqual([[name, "A", 60, "127.94.0.2"]]);
    expect(addresses(pair, ["h1"])).toEqual([[name, "A", 60, "127.97.0.3"]]);
  });

  // Developer guide, "How Amazon Route 53 chooses records when health checking is configured": records of weight 0 are
  // considered when all of more weight are unhealthy.
  it("of weight 0 is answered when the one of weight 100 is unhealthy, by its check or by its target", () => {
    const byCheck = [
      checked(alias(name, "A", good, false, weighted(100)), "h1"),
      checked(alias(name, "A", west, false, weighted(0)), "h2"),
    ];
    expect(addresses(byCheck)).toEqual([[name, "A", 60, "127.94.0.1"]]);
    expect(addresses(byCheck, ["h1"])).toEqual([[name, "A", 60, "127.97.0.3"]]);
    // All unhealthy: all count as healthy, and the weights decide again.
    expect(addresses(byCheck, ["h1", "h2"])).toEqual([[name, "A", 60, "127.94.0.1"]]);
    const byTarget = [alias(name, "A", bad, true, weighted(100)), alias(name, "A", west, true, weighted(0))];
    expect(addresses(byTarget)).toEqual([[name, "A", 60, "127.97.0.3"]]);
  });

  it("stays healthy through a group of aliases as long as one of the group is", () => {
    const group = [
      alias("pool.bank.test", "A", bad, true, weighted(1)),
      alias("pool.bank.test", "A", good, true, weighted(1)),
    ];
    const outer = [
      alias(name, "A", "pool.bank.test", true, failover("PRIMARY")),
      alias(name, "A", west, false, failover("SECONDARY")),
    ];
    expect(addresses([...outer, ...group])).toEqual([[name, "A", 60, "127.94.0.1"]]);
    expect(addresses([...outer, ...group.slice(0, 1)])).toEqual([[name, "A", 60, "127.97.0.3"]]);
  });
});

describe("what is not modelled", () => {
  it.each([
    ["an alias of something outside its zone", alias("a.bank.test", "A", "lb.elsewhere.dev", true, simple), "A"],
    ["an alias of a load balancer of another type than A", alias("a.bank.test", "AAAA", good, true, simple), "AAAA"],
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
