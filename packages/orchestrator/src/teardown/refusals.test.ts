import { describe, expect, it } from "vitest";
import { readLedger } from "../ledger/ledger.ts";
import { resource, run, world } from "./testing/world.ts";

describe("a refused teardown deletes nothing", () => {
  it("where the answer is no", async () => {
    const here = world();
    await expect(run(here, { confirm: async () => false })).rejects.toMatchObject({
      code: "not-confirmed",
      kind: "aborted",
    });
    expect(here.destroyed).toEqual([]);
    expect(here.store.documents.size).toBe(0);
  });

  it("where data is protected: it names each resource and the two steps", async () => {
    const here = world();
    here.stacks.set("global/foundation", [resource("aws:dynamodb/table:Table", "workload", true)]);
    here.stacks.set("shared", [resource("aws:kms/key:Key", "data-key", true)]);
    await expect(run(here)).rejects.toMatchObject({
      code: "protected",
      message: expect.stringContaining(
        "  shared: aws:kms/key:Key data-key (data-key-id)\n  global/foundation: ",
      ) as string,
      hint: expect.stringMatching(/^in two steps: .*tandem up dev.*then tandem down dev$/) as string,
    });
    expect(here.destroyed).toEqual([]);
  });

  it("where a layer that stays stands on one that is to go", async () => {
    const here = world(["global/traffic"]);
    await expect(run(here, { only: ["global/foundation"] })).rejects.toMatchObject({
      code: "layers-standing",
      message: "primary-region, standby-region would be left without what they stand on",
      hint: "tandem down dev --layer primary-region --layer standby-region --layer global/foundation",
    });
    const one = await run(here, { only: ["standby-region"] });
    expect(here.destroyed).toEqual(["standby-region"]);
    expect(one).toMatchObject({
      ok: true,
      teardown: { remains: null, layers: [{ id: "standby-region", status: "done" }] },
    });
    expect(await readLedger(here.store, "dev")).not.toBe(undefined);
  });

  it("where a layer is not known", async () => {
    await expect(run(world(), { only: ["shred"] })).rejects.toMatchObject({
      code: "layer-unknown",
      message: expect.stringContaining("legal: shared | global/foundation") as string,
    });
  });

  it("where somebody else changes the environment", async () => {
    const here = world();
    await run(here, {
      confirm: async () => {
        await expect(run(here)).rejects.toMatchObject({ code: "rollout-locked" });
        return true;
      },
    });
    expect(here.destroyed).toHaveLength(5);
  });
});
