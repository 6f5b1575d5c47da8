import { requireEnvironment, topologyOf } from "@tandem/config";
import { expect, it } from "vitest";
import { latchGuard } from "./latch-guard.ts";

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
const guardOf = (item: () => Promise<Record<string, unknown> | undefined>) => latchGuard({ item }, topology);

it("keeps the layers that hold a set latch from being touched, and says what to do", async () => {
  const guard = guardOf(async () => ({ epoch: 2, set: true }));
  for (const id of ["standby-region", "global/traffic"]) {
    await expect(guard({ id })).rejects.toMatchObject({
      code: "latch-set",
      message: expect.stringContaining("us-east-2 is active") as string,
      hint: "tandem failback dev; then the same command again",
    });
  }
});

it("lets every other layer be touched", async () => {
  const guard = guardOf(async () => ({ epoch: 2, set: true }));
  await expect(
    Promise.all(["shared", "global/foundation", "primary-region"].map((id) => guard({ id }))),
  ).resolves.toBeTruthy();
});

it.each([
  ["it is not set", async () => ({ epoch: 3, set: false })],
  ["nobody has set it yet", async () => undefined],
  ["its table is not there", () => Promise.reject(new Error("ResourceNotFoundException"))],
])("stands in nobody's way where %s", async (_, item) => {
  await expect(guardOf(item)({ id: "standby-region" })).resolves.toBeUndefined();
});
