import { topologyOf } from "@tandem/config";
import { expect, it, vi } from "vitest";
import { rehearsalConfig } from "../rehearsal/rehearsal-config.ts";
import type { DrillOptions } from "./run-drill.ts";
import { runDrill } from "./run-drill.ts";
import { scenarios } from "./scenarios.ts";

/** A drill in which nobody answers, on a ground that only takes faults. */
function drill(start: () => Promise<void>, signal: AbortSignal, count = 2) {
  const setFaults = vi.fn<DrillOptions["ground"]["setFaults"]>(async () => undefined);
  const keep = vi.fn<DrillOptions["keep"]>(async () => undefined);
  const region = { apiEndpoint: "https://api.test", alertTopicArn: "arn" };
  const nobody = () => Promise.reject(new Error("nobody answers"));
  const run = runDrill({
    ground: { setFaults, start, modelled: ["time"] } as Partial<DrillOptions["ground"]> as DrillOptions["ground"],
    access: { item: nobody, putItem: nobody, texts: nobody, call: nobody },
    topology: topologyOf(rehearsalConfig("payments-us")),
    published: { primary: region, standby: region },
    scenarios: scenarios.slice(0, count),
    lookAgain: async () => [],
    directory: "/nowhere",
    keep,
    tell: () => undefined,
    signal,
  });
  return { run, setFaults, keep };
}

it("heals everything when it is stopped, and says where", async () => {
  const stopping = new AbortController();
  const { run, setFaults, keep } = drill(async () => stopping.abort(), stopping.signal);
  await expect(run).rejects.toMatchObject({
    code: "aborted",
    kind: "aborted",
    message: "the drill was stopped before the first scenario was over",
  });
  expect(setFaults.mock.calls.at(-1)).toEqual([[]]);
  expect(keep).not.toHaveBeenCalled();
});

it("passes on what keeps a drill from being run", async () => {
  const { run } = drill(() => Promise.reject(new Error("no such function")), new AbortController().signal);
  await expect(run).rejects.toThrow("no such function");
});

it("says what is modelled, and what AWS does not give the profile", async () => {
  const { run } = drill(async () => undefined, new AbortController().signal, 0);
  const { limits } = rehearsalConfig("payments-us").profile;
  await expect(run).resolves.toMatchObject({ profile: "payments-us", modelled: ["time"], limits });
});
