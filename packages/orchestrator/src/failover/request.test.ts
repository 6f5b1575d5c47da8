import { requireEnvironment, topologyOf } from "@tandem/config";
import { expect, it, vi } from "vitest";
import type { FailoverAccess } from "./access.ts";
import type { ControllerView } from "./controller-state.ts";
import { requestOperation } from "./request.ts";
import type { RequestOptions } from "./request.ts";

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
const old = { at: 1, epoch: 1, what: "failover is refused", reasons: ["an older one"] };
const idle: ControllerView = { epoch: 1, active: "primary", latched: false, alarms: [], decisions: [old] };
const decision = (at: number, what: string, reasons: string[] = []) => ({ at, epoch: 2, what, reasons });
const operation = {
  id: "x",
  kind: "planned-failover",
  from: "primary",
  to: "standby",
  epoch: 2,
  startedAt: 10,
  step: "drain",
  stepStartedAt: 11,
} as const;

/** A controller that takes the request up and is in these states one after another, the last for ever. */
function controllerOf(states: (id: string) => readonly ControllerView[]) {
  const put = vi.fn<FailoverAccess["putItem"]>(async () => undefined);
  let look = 0;
  const told: string[] = [];
  const options: RequestOptions = {
    access: {
      item: async () => {
        const id = put.mock.calls[0]?.[1]["id"];
        if (typeof id !== "string") return { version: 1, state: idle };
        const all = states(id);
        look += 1;
        return { version: 1 + look, state: all[Math.min(look, all.length) - 1] };
      },
      putItem: put,
      texts: () => Promise.reject(new Error("nobody asks DNS")),
      call: () => Promise.reject(new Error("nobody calls")),
    },
    topology,
    kind: "failover",
    by: "somebody",
    tell: ({ what }) => told.push(what),
    signal: new AbortController().signal,
  };
  return { options, put, told };
}

it("leaves the request in the state table and follows it to its end", async () => {
  const { options, put, told } = controllerOf((id) => [
    { ...idle, servedRequest: id, operation, decisions: [old, decision(10, "planned-failover to standby decided")] },
    {
      ...idle,
      active: "standby",
      servedRequest: id,
      decisions: [old, decision(10, "planned-failover to standby decided"), decision(20, "… switch done")],
    },
  ]);
  const end = await requestOperation(options);
  expect(put).toHaveBeenCalledExactlyOnceWith(
    topology.names.controller.stateTable,
    expect.objectContaining({ pk: "request", kind: "failover", by: "somebody", id: end.id }),
    topology.regions.standby,
  );
  expect(end).toMatchObject({ outcome: "done", reasons: [] });
  expect(told).toEqual(["planned-failover to standby decided", "… switch done"]);
});

it("tells a refusal with its reasons, and no older one", async () => {
  const { options } = controllerOf((id) => [
    idle,
    { ...idle, servedRequest: id, decisions: [old, decision(10, "failover is refused", ["the standby is not ready"])] },
  ]);
  expect(await requestOperation(options)).toMatchObject({ outcome: "refused", reasons: ["the standby is not ready"] });
});

it("tells what was rolled back", async () => {
  const { options } = controllerOf((id) => [
    {
      ...idle,
      servedRequest: id,
      decisions: [old, decision(10, "planned-failover to standby is rolled back", ["drain was not done"])],
    },
  ]);
  expect(await requestOperation(options)).toMatchObject({ outcome: "rolled-back", reasons: ["drain was not done"] });
});

it("gives up on a controller that takes nothing up, and on one that does not end", async () => {
  const deaf = controllerOf(() => [idle]);
  await expect(requestOperation({ ...deaf.options, deadlineSeconds: 0.6 })).rejects.toMatchObject({
    code: "request-unserved",
    hint: "tandem watch dev",
  });
  const stuck = controllerOf((id) => [{ ...idle, servedRequest: id, operation }]);
  await expect(requestOperation({ ...stuck.options, deadlineSeconds: 0.6 })).rejects.toMatchObject({
    code: "request-unfinished",
    message: expect.stringContaining("is at drain") as string,
  });
});

it("stops watching on request", async () => {
  const { options } = controllerOf(() => [idle]);
  await expect(requestOperation({ ...options, signal: AbortSignal.timeout(100) })).rejects.toThrow(/abort/i);
});
