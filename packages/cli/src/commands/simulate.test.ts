import { describe, expect, it } from "vitest";
import type { OptionValues } from "../command.ts";
import { simulate } from "./simulate.ts";

async function run(options: OptionValues) {
  const text = { out: "", err: "" };
  const { signal } = new AbortController();
  const code = await simulate({
    args: [],
    rest: [],
    options,
    stop: signal,
    signal,
    terminal: {
      out: (more) => void (text.out += more),
      err: (more) => void (text.err += more),
      live: false,
      interactive: false,
    },
  });
  return { code, ...text };
}

describe("tandem simulate", () => {
  it("gives the same report for the same seed", async () => {
    const options = { runs: "20", seed: "3", probeInterval: "10", faultRate: "10,100", json: true };
    const { code, out, err } = await run(options);
    expect(code).toBe(0);
    expect(err).toBe("plot: reports/simulation.html\n");
    expect(JSON.parse(out)).toMatchObject({
      kind: "simulated",
      profile: "payments-us",
      failureThreshold: 3,
      intervals: [{ intervalSeconds: 10, left: 20 }],
    });
    expect((await run(options)).out).toBe(out);
  });

  it.each([
    [{ runs: "0" }, '--runs "0" is not accepted; legal: 1 to 1000000'],
    [{ runs: "1,2" }, '--runs "1,2" is not accepted; legal: 1 to 1000000'],
    [{ seed: "-1" }, '--seed "-1" is not accepted; legal: 0 to 2147483647'],
    [{ probeInterval: "20" }, '--probe-interval "20" is not accepted; legal: 10, 30, 10,30'],
    [{ faultRate: "often" }, '--fault-rate "often" is not accepted; legal: 1 to 1000000, with commas between'],
  ])("refuses %o", async (options, message) => {
    await expect(run(options)).rejects.toMatchObject({ code: "simulation-option", message });
  });
});
