import { mkdir, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { initEnvironment } from "./environment-files.ts";
import type { InitRequest } from "./environment-files.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-init-"));
  for (const project of ["shared", "primary-region", "standby-region", "global"]) {
    await mkdir(join(root, "stacks", project), { recursive: true });
  }
});
afterEach(() => rm(root, { recursive: true }));

const request = (overrides: Partial<InitRequest> = {}): InitRequest => ({
  root,
  profile: "payments-us",
  environment: "dev",
  environmentSuffix: "dev1",
  accountId: "123456789012",
  domain: undefined,
  primaryRegion: undefined,
  standbyRegion: undefined,
  ...overrides,
});

const files = [
  "stacks/shared/Pulumi.dev.yaml",
  "stacks/global/Pulumi.dev-foundation.yaml",
  "stacks/primary-region/Pulumi.dev.yaml",
  "stacks/standby-region/Pulumi.dev.yaml",
  "stacks/global/Pulumi.dev-traffic.yaml",
];

describe("initEnvironment", () => {
  it("writes a file for every layer, with all values in shared's", async () => {
    const result = await initEnvironment(request());
    expect(result.files).toEqual(files);
    expect(await readFile(join(root, "stacks/shared/Pulumi.dev.yaml"), "utf8"))
      .toBe(`# The environment: every other stack reads it from this stack's outputs.
config:
  tandem:profile: payments-us
  tandem:environmentSuffix: dev1
  tandem:accountId: "123456789012"
  tandem:domain: payment-dev1.test.local
  tandem:domainMode: none
  tandem:primaryRegion: us-east-1
  tandem:standbyRegion: us-east-2
`);
    expect(await readFile(join(root, "stacks/global/Pulumi.dev-traffic.yaml"), "utf8")).toContain("config: {}");
    expect(result.next[0]).toBe("pulumi -C stacks/shared stack select --create dev && pulumi -C stacks/shared up");
    expect(result.next.at(-1)).toBe(
      "pulumi -C stacks/global stack select --create dev-traffic && pulumi -C stacks/global up",
    );
  });

  it("names the secrets provider in every stack's file, and where the stacks are made by hand", async () => {
    const secretsProvider = "awskms:///alias/acme-tandem-state";
    const { next } = await initEnvironment(request({ secretsProvider }));
    const texts = await Promise.all(files.map((file) => readFile(join(root, file), "utf8")));
    expect(texts.map((text) => text.split("\n")[1])).toEqual(files.map(() => `secretsprovider: ${secretsProvider}`));
    expect(next[0]).toBe(
      `pulumi -C stacks/shared stack select --create dev --secrets-provider '${secretsProvider}' && pulumi -C stacks/shared up`,
    );
  });

  it("refuses a secrets provider that Pulumi does not know, with every other problem", async () => {
    await expect(initEnvironment(request({ accountId: "12", secretsProvider: "alias/x" }))).rejects.toMatchObject({
      problems: [
        { key: "tandem:accountId" },
        { key: "secretsProvider", fix: expect.stringContaining("--secrets-provider awskms:///alias/") as string },
      ],
    });
  });

  it("writes who delegates the zone, who operates and who is told of alarms", async () => {
    const operatorArn = "arn:aws:iam::123456789012:role/operator";
    await initEnvironment(
      request({
        domain: "pay.acme.dev",
        domainMode: "delegated",
        parentZoneId: "Z0123456789ABC",
        operatorArn,
        alertEmails: "a@acme.dev, b@acme.dev",
      }),
    );
    const text = await readFile(join(root, "stacks/shared/Pulumi.dev.yaml"), "utf8");
    expect(text.split("\n").slice(5)).toEqual([
      "  tandem:domain: pay.acme.dev",
      "  tandem:domainMode: delegated",
      "  tandem:parentZoneId: Z0123456789ABC",
      "  tandem:primaryRegion: us-east-1",
      "  tandem:standbyRegion: us-east-2",
      `  tandem:operatorArn: ${operatorArn}`,
      "  tandem:alertEmails: a@acme.dev,b@acme.dev",
      "",
    ]);
  });

  it("writes the version of the database's engine where it is not the profile's, as text", async () => {
    const seal = () => Promise.resolve();
    await initEnvironment(request({ profile: "transactions-us", databaseEngineVersion: "16.10" }), seal);
    const file = join(root, "stacks/shared/Pulumi.dev.yaml");
    expect(await readFile(file, "utf8")).toContain('  tandem:databaseEngineVersion: "16.10"\n');
    await initEnvironment(request({ profile: "transactions-us", databaseEngineVersion: "15.18", force: true }), seal);
    expect(await readFile(file, "utf8")).not.toContain("databaseEngineVersion");
  });

  it("writes nothing where the database's password cannot be encrypted", async () => {
    const seal = () => Promise.reject(new Error("no passphrase"));
    await expect(initEnvironment(request({ profile: "transactions-us" }), seal)).rejects.toThrow("no passphrase");
    expect(await readdir(join(root, "stacks/shared"))).toEqual([]);
  });

  it("names the flag that mends a retired version", async () => {
    const bad = request({ profile: "transactions-us", databaseEngineVersion: "15.4" });
    await expect(initEnvironment(bad)).rejects.toMatchObject({
      problems: [
        {
          key: "tandem:databaseEngineVersion",
          value: "15.4",
          fix: "tandem init transactions-us … --database-engine-version 15.18",
        },
      ],
    });
  });

  it("names the flag that mends a delegation", async () => {
    const bad = request({ domain: "pay.acme.dev", domainMode: "delegated" });
    await expect(initEnvironment(bad)).rejects.toMatchObject({
      problems: [{ key: "tandem:parentZoneId", fix: expect.stringContaining("--parent-zone Z") as string }],
    });
  });

  it("asks for the account as the first step when it is not given", async () => {
    const result = await initEnvironment(request({ accountId: undefined }));
    expect(result.next[0]).toBe("pulumi -C stacks/shared config set -s dev tandem:accountId <12 digits>");
    expect(await readFile(join(root, "stacks/shared/Pulumi.dev.yaml"), "utf8")).not.toContain("accountId");
  });

  it("names every problem at once, with the flag that mends it, and writes nothing", async () => {
    const bad = request({ environmentSuffix: "Dev_1", domain: "pay.example.com", standbyRegion: "us-east-1" });
    await expect(initEnvironment(bad)).rejects.toMatchObject({
      code: "config-invalid",
      problems: [
        { key: "tandem:standbyRegion", value: "us-east-1" },
        { key: "tandem:environmentSuffix", value: "Dev_1", fix: "tandem init payments-us … --suffix dev1" },
        { key: "tandem:domain", value: "pay.example.com" },
      ],
    });
    expect(await readdir(join(root, "stacks/shared"))).toEqual([]);
  });

  it("does not replace an environment unless it is told to", async () => {
    await initEnvironment(request());
    const again = request({ environmentSuffix: "dev2" });
    await expect(initEnvironment(again)).rejects.toMatchObject({ code: "environment-exists" });
    expect(await readFile(join(root, files[0] ?? ""), "utf8")).toContain("dev1");
    await initEnvironment({ ...again, force: true });
    expect(await readFile(join(root, files[0] ?? ""), "utf8")).toContain("dev2");
  });
});
