import { describe, expect, it } from "vitest";
import type { OptionValues } from "../command.ts";
import { init } from "./init.ts";

const run = (args: readonly (string | undefined)[], options: OptionValues) =>
  init({
    args,
    rest: [],
    options,
    stop: new AbortController().signal,
    signal: new AbortController().signal,
    terminal: { out: () => undefined, err: () => undefined, live: false, interactive: false },
  });

describe("tandem init --from", () => {
  it("takes no profile beside the environment that it copies", async () => {
    await expect(run(["payments-us"], { from: "live", env: "pr-7" })).rejects.toMatchObject({
      code: "init-from",
      message: "--from takes the profile of live; leave payments-us out",
      hint: "tandem init --from live --env pr-7",
    });
  });

  it("is refused for an environment that does not exist", async () => {
    await expect(run([undefined], { from: "nowhere", env: "pr-7" })).rejects.toMatchObject({
      code: "environment-unknown",
    });
  });
});

describe("tandem init --delegated", () => {
  it.each<[string, readonly (string | undefined)[], OptionValues, string]>([
    ["without an environment", [undefined], { delegated: true }, "live"],
    ["with a profile", ["payments-us"], { delegated: true, env: "dev" }, "dev"],
    ["with values of a new environment", [undefined], { delegated: true, env: "dev", suffix: "dev2" }, "dev"],
  ])("is refused %s", async (_, args, options, environment) => {
    await expect(run(args, options)).rejects.toMatchObject({
      code: "init-delegated",
      hint: `tandem init --delegated --env ${environment}`,
    });
  });

  it("is refused for an environment that does not exist", async () => {
    await expect(run([undefined], { delegated: true, env: "nowhere" })).rejects.toMatchObject({
      code: "environment-unknown",
    });
  });
});
