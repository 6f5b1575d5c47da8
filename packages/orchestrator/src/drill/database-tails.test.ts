import { expect, it } from "vitest";
import type { ControllerView } from "../failover/controller-state.ts";
import { keptOf } from "./database-tails.ts";

const { signal } = new AbortController();
const regions = { primary: "us-east-1", standby: "us-west-2" } as const;
const tail = { region: "us-east-1", foundAt: "2026-11-21T14:00:00.000Z", lostIds: ["a"], snapshot: "rds:tail" };
const kept = { side: "primary", epoch: 2, snapshot: "rds:tail", keptAs: "kept-tail" } as const;
const state = (lostTail: ControllerView["lostTail"]): ControllerView => ({
  epoch: 2,
  active: "standby",
  latched: true,
  alarms: [],
  decisions: [],
  lostTail,
});

it("waits until the controller names the copy of this very tail", async () => {
  const told = [
    undefined,
    state(undefined),
    state({ ...kept, keptAs: undefined }),
    state({ ...kept, snapshot: "rds:another" }),
    state({ ...kept, side: "standby" }),
    state(kept),
  ];
  const all = told.length;
  const look = async () => told.shift();
  expect(await keptOf(tail, { regions }, look, signal)).toEqual({
    region: "us-east-1",
    snapshot: "rds:tail",
    keptAs: "kept-tail",
  });
  expect(all - told.length).toBe(6);
});
