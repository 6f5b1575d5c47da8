import { requireEnvironment, topologyOf } from "@tandem/config";
import { expect, it } from "vitest";
import { checkFailoverNameResolves } from "./failover-name-checks.ts";

const input = {
  environment: "rehearsal-abcdef",
  profile: "payments-us",
  environmentSuffix: "abcdef",
  accountId: "000000000000",
  domain: undefined,
  primaryRegion: undefined,
  standbyRegion: undefined,
};
const plain = topologyOf(requireEnvironment(input));
const delegated = topologyOf(
  requireEnvironment({ ...input, domain: "pay.acme.dev", domainMode: "delegated", parentZoneId: "Z123" }),
);
const name = plain.domain.failoverName;
const balanced = topologyOf(requireEnvironment({ ...input, profile: "trading-serverless-us" }));
const primary = { apiEndpoint: "https://a1.aws.test/prod", trafficHostname: "a1.aws.test" };
const leads = (value: string, ttlSeconds = 10) => [{ name, type: "CNAME", ttlSeconds, value }];

/** What the check finds, and what it asks of which host. */
async function checked(topology: typeof plain, answers: ReturnType<typeof leads>, published = primary) {
  const calls: unknown[][] = [];
  const found = await checkFailoverNameResolves(
    {
      resolve: async () => answers.map((answer) => ({ ...answer, name: topology.domain.failoverName })),
      call: async (url, init) => {
        calls.push([url, new Headers(init?.headers).get("host")]);
        return new Response("p-primary");
      },
    },
    topology,
    published,
    "p",
  );
  return { ...found, calls };
}

it("reads a payment at the host to which the failover name leads, and says that the name server is modelled", async () => {
  expect(await checked(plain, leads("a1.aws.test"))).toEqual({
    id: "failover-name-resolves",
    ok: true,
    detail: `${name} CNAME a1.aws.test, TTL 10 s (the name server is modelled); there, p-primary: answered 200`,
    calls: [["https://a1.aws.test/prod/transactions/p-primary", null]],
  });
});

it("asks for the payment under the failover name where its domain is delegated", async () => {
  const { ok, calls } = await checked(delegated, leads("a1.aws.test"));
  expect({ ok, calls }).toEqual({
    ok: true,
    calls: [["https://a1.aws.test/transactions/p-primary", "api.pay.acme.dev"]],
  });
});

it("asks a load balancer that has no certificate by HTTP", async () => {
  const { ok, calls } = await checked(balanced, leads("b1.aws.test"), {
    apiEndpoint: "http://b1.aws.test",
    trafficHostname: "b1.aws.test",
  });
  expect({ ok, calls }).toEqual({ ok: true, calls: [["http://b1.aws.test/transactions/p-primary", null]] });
});

it.each([
  ["the standby", leads("b1.aws.test"), `${name} CNAME b1.aws.test, TTL 10 s`],
  ["another TTL", leads("a1.aws.test", 60), `${name} CNAME a1.aws.test, TTL 60 s`],
  ["nothing", [], ""],
])("fails when the name leads to %s", async (_, answers, got) => {
  const { ok, detail, calls } = await checked(plain, answers);
  expect({ ok, detail, calls }).toEqual({
    ok: false,
    detail: `expected ${name} CNAME a1.aws.test, TTL 10 s, got ${got}`,
    calls: [],
  });
});
