import { requireEnvironment, topologyOf } from "@tandem/config";
import { fenceItemKey, roleName, stateItemKeys, witnessName } from "@tandem/config/control";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import { expect, it } from "vitest";
import type { FailoverAccess } from "./access.ts";
import { readSituation } from "./situation.ts";

const topology = topologyOf(
  requireEnvironment({
    environment: "dev",
    profile: "payments-us",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }),
);
const { failoverName } = topology.domain;
const { stateTable } = topology.names.controller;
const { controlTable } = topology.names.global;
const endpoints = { primary: "https://p/prod", standby: "https://s/prod" };

const state = {
  schemaVersion: 1,
  epoch: 2,
  active: "standby",
  latched: true,
  alarms: ["unprotected"],
  decisions: [{ at: 5, epoch: 2, what: "disaster to standby decided", reasons: ["verdict down"] }],
};

interface World {
  readonly items: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly answers: Readonly<Record<string, Response>>;
}

const keyOf = (table: string, key: Readonly<Record<string, unknown>>, region: string) =>
  `${region} ${table} ${String(key["pk"])} ${String(key["sk"])}`;

function accessTo({ items, texts, answers }: World): FailoverAccess {
  return {
    item: async (table, key, region) => items.get(keyOf(table, key, region)),
    putItem: () => Promise.reject(new Error("nothing is written")),
    texts: async (name) => {
      const text = texts[name];
      if (text === undefined) throw new Error("queryTxt ENOTFOUND");
      return [text];
    },
    call: async (url) => answers[url]?.clone() ?? Promise.reject(new Error("ECONNRESET")),
  };
}

const { primary, standby } = topology.regions;
const whole: World = {
  items: new Map([
    [keyOf(stateTable, stateItemKeys.targets, standby), { primaryHealthUrl: "x", standbyReadyUrl: "y" }],
    [keyOf(stateTable, stateItemKeys.state, standby), { version: 7, state }],
    [keyOf(stateTable, stateItemKeys.latch, standby), { epoch: 2, set: true }],
    [keyOf(controlTable, fenceItemKey(primary), primary), { epoch: 2, fenced: true }],
    [keyOf(controlTable, fenceItemKey(standby), standby), { epoch: 2, fenced: false }],
    [keyOf(controlTable, heartbeatItemKey(primary), standby), { writtenAt: Date.now() - 7000 }],
    [keyOf(controlTable, heartbeatItemKey(standby), standby), { writtenAt: Date.now() - 2000 }],
  ]),
  texts: { [witnessName(failoverName)]: "down", [roleName(failoverName)]: "standby" },
  answers: {
    "https://p/prod/health": Response.json(
      { status: "unhealthy", fenced: true, reasons: ["the region is fenced at epoch 2"] },
      { status: 503 },
    ),
    "https://p/prod/ready": Response.json({ status: "ready" }),
    "https://s/prod/health": Response.json({ status: "healthy", fenced: false }),
    "https://s/prod/ready": Response.json({ status: "ready" }),
  },
};

it("tells of a failover in one look", async () => {
  const known = <Value>(value: Value) => ({ known: true, value });
  expect(await readSituation(accessTo(whole), topology, endpoints)).toEqual({
    at: expect.stringMatching(/^\d{4}-/) as string,
    environment: "dev",
    armed: known(true),
    controller: known(expect.objectContaining({ active: "standby", epoch: 2, alarms: ["unprotected"] })),
    protection: "UNPROTECTED",
    regions: {
      primary: {
        region: primary,
        health: known("fenced"),
        ready: known(true),
        fence: known({ epoch: 2, fenced: true }),
        heartbeatAge: known(7),
      },
      standby: {
        region: standby,
        health: known("healthy"),
        ready: known(true),
        fence: known({ epoch: 2, fenced: false }),
        heartbeatAge: known(2),
      },
    },
    witness: known("down"),
    role: known("standby"),
    latch: known({ epoch: 2, set: true }),
  });
});

it("takes an environment before its first tick for what it is", async () => {
  const fresh = await readSituation(accessTo({ ...whole, items: new Map() }), topology, endpoints);
  expect(fresh).toMatchObject({
    armed: { known: true, value: false },
    controller: { known: false, why: "the controller has not run yet" },
    protection: "unknown",
    latch: { known: true, value: { epoch: 1, set: false } },
    regions: {
      primary: {
        fence: { value: { fenced: false } },
        heartbeatAge: { known: false, why: "no heartbeat has arrived yet" },
      },
      standby: { fence: { value: { fenced: true } } },
    },
  });
});

it("says of everything that does not answer why it is unknown, and never throws", async () => {
  const dark: FailoverAccess = {
    ...accessTo({ ...whole, texts: {}, answers: {} }),
    item: () => Promise.reject(new Error("ECONNRESET")),
  };
  const situation = await readSituation(dark, topology, { ...endpoints, standby: undefined });
  const unknown = (why: string) => ({ known: false, why });
  expect(situation).toMatchObject({
    armed: unknown("ECONNRESET"),
    controller: unknown("ECONNRESET"),
    protection: "unknown",
    witness: unknown("queryTxt ENOTFOUND"),
    latch: unknown("ECONNRESET"),
    regions: {
      primary: { health: unknown("ECONNRESET"), fence: unknown("ECONNRESET") },
      standby: { health: unknown("it is not rolled out"), ready: unknown("it is not rolled out") },
    },
  });
});

it("does not take a region for fenced alone whose stores do not answer either", async () => {
  const reasons = ["the region is fenced at epoch 2", "the workload table does not answer: TimeoutError"];
  const answers = {
    ...whole.answers,
    "https://p/prod/health": Response.json({ status: "unhealthy", fenced: true, reasons }, { status: 503 }),
    "https://s/prod/health": new Response("Forbidden", { status: 403 }),
  };
  const { regions } = await readSituation(accessTo({ ...whole, answers }), topology, endpoints);
  expect(regions.primary.health).toEqual({ known: true, value: `unhealthy: ${reasons.join("; ")}` });
  expect(regions.standby.health).toEqual({ known: false, why: "/health answered 403 without a verdict" });
});

it("knows nothing of a state that it does not understand", async () => {
  const items = new Map([...whole.items, [keyOf(stateTable, stateItemKeys.state, standby), { version: 7, state: {} }]]);
  const { controller, protection } = await readSituation(accessTo({ ...whole, items }), topology, endpoints);
  expect([controller.known, protection]).toEqual([false, "unknown"]);
});
