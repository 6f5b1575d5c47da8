import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { initEnvironment } from "../environment-files.ts";
import { diagnose } from "./diagnose.ts";
import type { Probes } from "./probes.ts";
import { faultlessMachine } from "./testing/probes.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-doctor-"));
  for (const project of ["shared", "primary-region", "standby-region", "global"]) {
    await mkdir(join(root, "stacks", project), { recursive: true });
  }
  await initEnvironment({
    root,
    profile: "trading-serverless-us",
    environment: "live",
    environmentSuffix: "live",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  });
});
afterEach(() => rm(root, { recursive: true }));

async function paths(differences: Partial<Probes>) {
  const { findings } = await diagnose(faultlessMachine(root, differences), "live");
  return findings.find(({ id }) => id === "reachability");
}

describe("diagnose, of an environment with VPCs that is not deployed", () => {
  it("plans it for its paths, unless something failed that a preview needs", async () => {
    const asked: string[] = [];
    const planned: Probes["planned"] = async (name, layers) => {
      asked.push(name, ...layers.map(({ id }) => id));
      return new Map();
    };
    expect(await paths({ planned })).toMatchObject({
      status: "failed",
      detail: expect.stringMatching(/us-east-1 has no VPC \(by planned routes, security groups and endpoints\)$/),
    });
    const layers = ["shared", "global/foundation", "primary-region", "standby-region", "global/traffic"];
    expect(asked).toEqual(["live", ...layers]);
    expect(await paths({ planned, pulumiVersion: async () => "3.99.0" })).toEqual({
      id: "reachability",
      status: "warning",
      detail: `not looked at: ${layers.join(", ")} not deployed, and not planned: what failed comes first: pulumi`,
    });
    expect(asked).toHaveLength(1 + layers.length);
    expect(await paths({ resources: async () => Promise.reject(new Error("the state cannot be read")) })).toEqual({
      id: "reachability",
      status: "warning",
      detail: "the state cannot be read",
    });
  });
});
