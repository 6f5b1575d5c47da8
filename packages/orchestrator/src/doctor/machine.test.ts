import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceProcessEnvironment } from "../process-environment.ts";
import { callerIdentity, machineProbes } from "./machine.ts";

const own = { ...process.env } as Record<string, string>;
let server: Server | undefined;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-machine-"));
});
afterEach(async () => {
  replaceProcessEnvironment(own);
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(root, { recursive: true });
});

/** Answers in the place of AWS, for a caller with credentials. */
async function aws(listener: RequestListener): Promise<void> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
}

describe("callerIdentity", () => {
  it("tells account, principal and how far the clocks are apart", async () => {
    await aws((_, response) => {
      response.setHeader("date", new Date(Date.now() - 100_000).toUTCString());
      response.end(
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn>" +
          "<UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
      );
    });
    const { accountId, arn, clockAheadSeconds } = await callerIdentity(5000);
    expect({ accountId, arn }).toEqual({ accountId: "123456789012", arn: "arn:aws:iam::123456789012:user/a" });
    expect(Math.round((clockAheadSeconds ?? 0) / 10)).toBe(10);
  });

  it("does not wait for an AWS that does not answer", async () => {
    await aws(() => undefined);
    await expect(callerIdentity(50)).rejects.toThrow("no answer in 0.05 s");
  });
});

describe("machineProbes", () => {
  const probes = () =>
    machineProbes(root, {
      languageHost: async () => "official",
      awsPlugin: async () => ({ version: "7.48.0", installed: true }),
      rehearsals: async () => [],
    });

  async function fakePulumi(script: string): Promise<void> {
    await mkdir(join(root, "bin"));
    await mkdir(join(root, "stacks/shared"), { recursive: true });
    await writeFile(join(root, "stacks/shared/Pulumi.yaml"), "name: tandem-shared\nbackend:\n  url: file://../state\n");
    await writeFile(join(root, "bin/pulumi"), `#!/bin/sh\n${script}\n`);
    await chmod(join(root, "bin/pulumi"), 0o755);
    process.env["PATH"] = `${join(root, "bin")}${delimiter}${own["PATH"] ?? ""}`;
  }

  it("asks Pulumi for its version and for the stacks of the backend that is in use", async () => {
    await fakePulumi(`case "$*" in *version) echo v3.259.0 ;; *) echo '[{"name":"live"}]' ;; esac`);
    delete process.env["PULUMI_BACKEND_URL"];
    expect(await probes().pulumiVersion()).toBe("3.259.0");
    expect(await probes().backend()).toEqual({ url: "file://../state", stacks: 1 });
    process.env["PULUMI_BACKEND_URL"] = "s3://state";
    expect(await probes().backend()).toEqual({ url: "s3://state", stacks: 1 });
  });

  it("passes on why Pulumi failed", async () => {
    await fakePulumi("echo 'error: could not open bucket' >&2; exit 255");
    await expect(probes().backend()).rejects.toThrow("pulumi stack ls --json: error: could not open bucket");
  });

  it("knows which files it may read", async () => {
    await writeFile(join(root, "passphrase"), "x");
    expect(await probes().readable(join(root, "passphrase"))).toBe(true);
    expect(await probes().readable(join(root, "gone"))).toBe(false);
  });
});
