import { hostname } from "node:os";
import { topologyOf } from "@tandem/config";
import { stackGraph, stacks } from "@tandem/contracts";
import { expect, it } from "vitest";
import type { StackLock } from "../ports.ts";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import { checkLocks } from "./lock-checks.ts";
import type { Probes } from "./probes.ts";

const layers = stackGraph(stacks, { ...topologyOf(rehearsalConfig("payments-us")), environment: "live" });
const look = (stackLocks: Probes["stackLocks"]) => checkLocks({ stackLocks } as Probes, layers);
const elsewhere: StackLock = { pid: 7, hostname: "there", username: "ann", takenAt: "2026-11-21T10:00:00.000Z" };

it("finds no lock", async () => {
  expect(await look(async () => [])).toEqual({ id: "locks", status: "ok", detail: "no stack is locked" });
});

it("names the holder of each lock, and whether it is gone", async () => {
  // No process of this machine is older than its lock of the year 1970.
  const here = { ...elsewhere, hostname: hostname(), takenAt: "1970-01-01T00:00:00.000Z", pid: process.pid };
  const found = await look(async ({ stackName, contract }) => {
    if (contract.project === "shared") return [elsewhere];
    return stackName === "live-traffic" ? [here] : [];
  });
  expect(found).toEqual({
    id: "locks",
    status: "warning",
    detail:
      "shared is locked by ann on there, process 7, since 2026-11-21T10:00:00.000Z; global/traffic is locked by ann on " +
      `${hostname()}, process ${process.pid}, since 1970-01-01T00:00:00.000Z, which is gone`,
    fix:
      "wait for it, or if it is gone: pulumi -C stacks/shared cancel -s live; " +
      "pulumi -C stacks/global cancel -s live-traffic",
  });
});

it("says that the backend does not show its locks", async () => {
  expect(await look(async () => undefined)).toEqual({
    id: "locks",
    status: "ok",
    detail: "the backend does not show its locks",
  });
});
