import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TandemError } from "@tandem/config";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { initEnvironment } from "../environment-files.ts";
import { diagnose } from "./diagnose.ts";
import type { Finding } from "./finding.ts";
import type { Probes } from "./probes.ts";
import { faultlessMachine } from "./testing/probes.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-doctor-"));
  for (const project of ["shared", "primary-region", "standby-region", "global"]) {
    await mkdir(join(root, "stacks", project), { recursive: true });
  }
});
afterEach(() => rm(root, { recursive: true }));

const machine = (differences: Partial<Probes> = {}): Probes => faultlessMachine(root, differences);

const environment = (overrides: { primaryRegion?: string } = {}) =>
  initEnvironment({
    root,
    profile: "payments-us",
    environment: "live",
    environmentSuffix: "live",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: overrides.primaryRegion,
    standbyRegion: undefined,
  });

async function finding(id: string, probes: Probes, env?: string): Promise<Finding | undefined> {
  return (await diagnose(probes, env)).findings.find((each) => each.id === id);
}

describe("diagnose", () => {
  it("finds nothing wrong where nothing is", async () => {
    await environment();
    const { ok, findings, environment: asked } = await diagnose(machine(), "live");
    expect({ ok, asked }).toEqual({ ok: true, asked: "live" });
    expect(findings.map(({ id, status, detail }) => `${status} ${id}: ${detail}`)).toEqual([
      "ok node: Node 24.21.0",
      "ok pulumi: Pulumi 3.259.0",
      "ok language-host: pulumi-language-nodejs is there",
      "ok aws-plugin: the official aws plugin 7.48.0 is installed",
      "ok awsx-plugin: the official awsx plugin 3.9.0 is installed",
      "ok contracts: every contract is the committed one",
      "ok rehearsals: 1 up, none left behind",
      "ok state-backend: s3://state?region=us-west-2 answers; it holds 1 stack of tandem-shared",
      "ok credentials: arn:aws:iam::123456789012:user/a, account 123456789012",
      "ok clock: this machine's clock is 2 s ahead of AWS's",
      "ok configuration: payments-us, us-east-1 and us-east-2",
      "ok regions: us-east-1, us-east-2: enabled in every account",
      "ok region-gaps: us-east-1, us-east-2: nothing that the environment needs is known to be missing",
      "ok quotas: Lambda's concurrent executions: 1000 in us-east-1; needed: 103",
      "ok quotas: Lambda's concurrent executions: 1000 in us-east-2; needed: 116",
      "ok quotas: DynamoDB tables: 1000 in us-east-1, 1000 in us-east-2; needed: 3",
      "ok quotas: Route 53 health checks: 1000 in us-east-1; needed: 3",
      "ok quotas: Route 53 hosted zones: 1000 in us-east-1; needed: 1",
      "ok secrets: PULUMI_CONFIG_PASSPHRASE_FILE is readable; for shared, global/foundation, primary-region, standby-region, global/traffic",
      "ok locks: no stack is locked",
    ]);
  });

  it("warns of what only AWS needs when no environment is named, and fails with one", async () => {
    const lacking = machine({
      languageHost: async () => "stand-in",
      identity: async () => Promise.reject(new Error("Could not load credentials from any providers")),
      backend: async () => Promise.reject(new Error("no such bucket")),
    });
    const without = await diagnose(lacking);
    expect(without.ok).toBe(true);
    expect(without.findings.filter(({ status }) => status === "warning").map(({ id }) => id)).toEqual([
      "language-host",
      "state-backend",
      "credentials",
    ]);
    await environment();
    const withOne = await diagnose(lacking, "live");
    expect(withOne.ok).toBe(false);
    expect(withOne.findings.filter(({ status }) => status === "failed")).toEqual([
      {
        id: "language-host",
        status: "failed",
        detail: "pulumi-language-nodejs is neither beside pulumi nor on PATH; only rehearsals do without it",
        fix: "curl -fsSL https://get.pulumi.com | sh -s -- --version 3.259.0",
      },
      { id: "state-backend", status: "failed", detail: "no such bucket" },
      {
        id: "credentials",
        status: "failed",
        detail: "AWS does not say who this is: Could not load credentials from any providers",
        fix: "aws configure sso, or aws login; then aws sts get-caller-identity",
      },
    ]);
  });

  it.each<[string, Partial<Probes>, Finding]>([
    [
      "an old Node",
      { nodeVersion: "22.9.0" },
      {
        id: "node",
        status: "failed",
        detail: "Node 22.9.0 does not run TypeScript; needed: 24.0.0 or newer",
        fix: "./tandem exec node --version",
      },
    ],
    [
      "an old Pulumi",
      { pulumiVersion: async () => "3.99.0" },
      {
        id: "pulumi",
        status: "failed",
        detail: "Pulumi 3.99.0 is older than the programs' SDK, 3.259.0",
        fix: "curl -fsSL https://get.pulumi.com | sh -s -- --version 3.259.0",
      },
    ],
    [
      "a plugin that is not there yet",
      { plugin: async (name) => ({ version: "7.48.0", installed: name !== "aws" }) },
      {
        id: "aws-plugin",
        status: "warning",
        detail: "the official aws plugin 7.48.0 is not installed; the first preview on AWS downloads it",
        fix: "pulumi plugin install resource aws 7.48.0",
      },
    ],
    [
      "a changed contract",
      { changedContracts: async () => ["shared", "global/traffic"] },
      {
        id: "contracts",
        status: "failed",
        detail: "not the committed contract: shared, global/traffic",
        fix: "./tandem test --project unit packages/contracts",
      },
    ],
    [
      "a rehearsal that was cut off",
      { rehearsals: async () => [{ environment: "rehearsal-bbbbbb", running: false }] },
      {
        id: "rehearsals",
        status: "warning",
        detail: "left behind by a rehearsal that does not run any more: rehearsal-bbbbbb",
        fix: "./tandem rehearse --stop rehearsal-bbbbbb",
      },
    ],
    [
      "a clock that is slow",
      { identity: async () => ({ accountId: "1", arn: "arn:a", clockAheadSeconds: -301 }) },
      {
        id: "clock",
        status: "failed",
        detail: "this machine's clock is 301 s behind AWS's; AWS accepts up to 300 s",
        fix: "sudo timedatectl set-ntp true",
      },
    ],
    [
      "a probe that has a fix of its own",
      { rehearsals: async () => Promise.reject(new TandemError("x", "cannot be read", { hint: "rm x" })) },
      { id: "rehearsals", status: "warning", detail: "cannot be read", fix: "rm x" },
    ],
  ])("finds %s", async (_, differences, expected) => {
    expect(await finding(expected.id, machine(differences))).toEqual(expected);
  });

  it("finds credentials of another account than the environment's", async () => {
    await environment();
    const other = machine({
      identity: async () => ({ accountId: "999999999999", arn: "arn:b", clockAheadSeconds: undefined }),
    });
    expect(await finding("credentials", other, "live")).toEqual({
      id: "credentials",
      status: "failed",
      detail: "the credentials belong to account 999999999999; the environment allows only 123456789012",
      fix: "export AWS_PROFILE=<a profile of account 123456789012>",
    });
    expect(await finding("clock", other, "live")).toBe(undefined);
  });

  it("warns that nobody else has a state in a file", async () => {
    const local = machine({ backend: async () => ({ url: "file://../../.pulumi-state", stacks: 0 }) });
    expect(await finding("state-backend", local)).toMatchObject({ status: "ok" });
    expect(await finding("state-backend", local, "live")).toMatchObject({
      status: "warning",
      detail: "file://../../.pulumi-state answers; it holds 0 stacks of tandem-shared; only this machine has it",
    });
  });

  it("needs nothing of AWS for a rehearsal", async () => {
    await environment();
    const { ok, findings } = await diagnose(
      machine({
        rehearsal: true,
        languageHost: async () => "stand-in",
        backend: async () => ({ url: "file:///tmp/state", stacks: 1 }),
      }),
      "live",
    );
    expect(ok).toBe(true);
    const said = Object.fromEntries(findings.map(({ id, status, detail }) => [id, `${status}: ${detail}`]));
    expect(said).toMatchObject({
      "language-host": expect.stringMatching(/^warning: /),
      "state-backend": "ok: file:///tmp/state answers; it holds 1 stack of tandem-shared",
      credentials: "ok: the rehearsal's own: arn:aws:iam::123456789012:user/a, account 123456789012",
      quotas:
        "warning: an emulator has no quotas; needed: Lambda's concurrent executions 103 in us-east-1, " +
        "Lambda's concurrent executions 116 in us-east-2, DynamoDB tables 3 in each region, " +
        "Route 53 health checks 3 in us-east-1, Route 53 hosted zones 1 in us-east-1",
    });
  });

  it("says that an environment is not there, and how it is made", async () => {
    expect(await finding("configuration", machine(), "live")).toEqual({
      id: "configuration",
      status: "failed",
      detail: "there is no environment live: stacks/shared/Pulumi.live.yaml does not exist",
      fix: "./tandem init payments-us --env live --suffix live",
    });
  });

  it("names what is wrong with an environment's configuration", async () => {
    await writeFile(
      join(root, "stacks/shared/Pulumi.live.yaml"),
      "config:\n  tandem:profile: payments-us\n  tandem:environmentSuffix: live\n",
    );
    expect(await finding("configuration", machine(), "live")).toEqual({
      id: "configuration",
      status: "failed",
      detail:
        "tandem:accountId: missing is not accepted; legal: the 12 digits of the one AWS account that may be touched",
      fix: "pulumi -C stacks/shared config set -s live tandem:accountId 123456789012",
    });
  });
});

describe("secrets", () => {
  const secrets = (variables: Probes["variables"], readable = true) =>
    finding("secrets", machine({ variables, readable: async () => readable }), "live");
  beforeEach(() => environment());

  it("need a passphrase where no service keeps a key", async () => {
    expect(await secrets({})).toEqual({
      id: "secrets",
      status: "failed",
      detail:
        "no passphrase is set; layers that need one: shared, global/foundation, primary-region, standby-region, global/traffic",
      fix: "export PULUMI_CONFIG_PASSPHRASE_FILE=<file with the environment's passphrase>",
    });
    expect(await secrets({ PULUMI_CONFIG_PASSPHRASE: "x" })).toMatchObject({ status: "ok" });
    expect(await secrets({ PULUMI_CONFIG_PASSPHRASE_FILE: "/gone" }, false)).toMatchObject({
      status: "failed",
      detail: "PULUMI_CONFIG_PASSPHRASE_FILE /gone cannot be read",
    });
  });

  it("need none in Pulumi Cloud", async () => {
    expect(await secrets({ PULUMI_BACKEND_URL: "https://api.pulumi.com" })).toMatchObject({
      status: "ok",
      detail: "secrets provider: the backend's own",
    });
  });

  it("need one for the stacks alone that were made with it", async () => {
    const key = "secretsprovider: awskms://alias/pulumi?region=us-west-2\n";
    for (const file of ["shared/Pulumi.live", "primary-region/Pulumi.live", "standby-region/Pulumi.live"]) {
      await appendFile(join(root, "stacks", `${file}.yaml`), key);
    }
    await appendFile(join(root, "stacks/global/Pulumi.live-foundation.yaml"), "encryptionsalt: v1:x\n");
    await appendFile(join(root, "stacks/global/Pulumi.live-traffic.yaml"), key);
    expect(await secrets({})).toMatchObject({
      status: "failed",
      detail: "no passphrase is set; layers that need one: global/foundation",
    });
  });
});
