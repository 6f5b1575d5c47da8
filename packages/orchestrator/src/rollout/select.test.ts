import { describe, expect, it } from "vitest";
import { failing, useFakeCheckout } from "./testing/fake-environment.ts";
import { fakeLayers } from "./testing/fake-engine.ts";

const fakeEnvironment = useFakeCheckout();
const all = fakeLayers.map(({ id }) => id);

describe("a rollout of some layers", () => {
  it("takes what they need, and what needs them, where it is told to", async () => {
    const { roll } = fakeEnvironment();
    const up = await roll({ selection: { only: ["global/foundation"], withUpstream: true } });
    expect(up.updated).toEqual(["shared", "global/foundation"]);
    const down = await roll({ selection: { only: ["primary-region", "standby-region"], withDownstream: true } });
    expect(down.updated.toSorted()).toEqual(["global/traffic", "primary-region", "standby-region"]);
  });

  it("is refused on what does not exist, with the command that mends it", async () => {
    const { roll, fake } = fakeEnvironment();
    await expect(roll({ selection: { only: ["primary-region"] } })).rejects.toMatchObject({
      code: "upstream-not-ready",
      message:
        "primary-region cannot be rolled out alone\n  shared does not exist yet\n  global/foundation does not exist yet",
      hint:
        "tandem up dev --layer primary-region --with-upstream; " +
        "or, on what stands: pulumi -C stacks/primary-region up -s dev",
    });
    expect(fake.updated()).toEqual([]);
  });

  it("is refused on what failed, is stale or breaks its contract, and not on what its owner updated", async () => {
    const { roll, fake } = fakeEnvironment();
    await roll();
    const only = { selection: { only: ["global/traffic"] } };
    fake.touch({ id: "primary-region" });
    expect((await roll(only)).statuses).toEqual({ "global/traffic": "unchanged" });
    fake.touch({ id: "shared" }, { outputs: { contractVersion: 1 } });
    await expect(roll(only)).rejects.toThrow("shared does not keep its contract");
    const moved = { contractVersion: 1, zoneId: "Z2" };
    fake.touch({ id: "shared" }, { outputs: fake.outputs["shared"] ?? {} });
    fake.touch({ id: "global/foundation" }, { outputs: moved });
    await expect(roll(only)).rejects.toThrow(
      "primary-region is not up to date: it reads global/foundation.zoneId, changed since",
    );
    fake.outputs["global/foundation"] = moved;
    fake.inside["primary-region"] = failing;
    await roll();
    await expect(roll(only)).rejects.toThrow("primary-region failed in its last run");
  });

  it("is refused with every name that is none", async () => {
    const { roll } = fakeEnvironment();
    await expect(roll({ selection: { only: ["shard", "shared", "traffic"] } })).rejects.toMatchObject({
      code: "layer-unknown",
      message: `--layer: shard, traffic is not accepted; legal: ${all.join(" | ")}`,
    });
  });
});
