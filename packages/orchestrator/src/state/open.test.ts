import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedContract } from "@tandem/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStateStore } from "./open.ts";
import { describeStore } from "./testing/store-contract.ts";

let stateHome: string;
const open = (url: string) => openStateStore({ url, environment: {}, stateHome });
beforeAll(async () => {
  stateHome = await mkdtemp(join(tmpdir(), "tandem-state-home-"));
});
afterAll(async () => {
  await rm(stateHome, { recursive: true });
});

it("opens each kind of backend, and tells which of them others see", () => {
  expect(open("file:///var/states")).toMatchObject({ kind: "file", url: "file:///var/states", shared: false });
  expect(open("s3://states?region=us-east-1")).toMatchObject({ kind: "s3", shared: true });
  expect(open("https://api.pulumi.com")).toMatchObject({ kind: "cloud", shared: false });
});

it("names the backends that it knows", () => {
  expect(() => open("gs://states")).toThrow(
    'PULUMI_BACKEND_URL: "gs://states" is not accepted; legal: file://<folder>, s3://<bucket>?region=<region>, https://api.pulumi.com',
  );
});

describe("a store for Pulumi Cloud", () => {
  const cloud = () => open("https://api.pulumi.com");
  describeStore(cloud);

  it("does not know the locks, and leaves them to the service", async () => {
    const stack = { contract: sharedContract, stackName: "live" };
    expect(await cloud().stackLocks(stack)).toBe(undefined);
    await expect(cloud().breakStackLocks(stack)).rejects.toMatchObject({
      code: "locks-elsewhere",
      hint: "pulumi -C stacks/shared cancel --stack live",
    });
  });

  it("keeps another service's documents apart", async () => {
    await cloud().write("apart/ledger.json", "cloud", undefined);
    expect(await open("https://pulumi.acme.dev").read("apart/ledger.json")).toBe(undefined);
  });
});
