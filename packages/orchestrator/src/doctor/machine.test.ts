import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { replaceProcessEnvironment } from "../process-environment.ts";
import { machineProbes } from "./machine.ts";

const own = { ...process.env } as Record<string, string>;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-machine-"));
});
afterEach(async () => {
  replaceProcessEnvironment(own);
  await rm(root, { recursive: true });
});

describe("machineProbes", () => {
  const probes = () =>
    machineProbes(root, {
      rehearsal: false,
      languageHost: async () => "official",
      plugin: async () => ({ version: "7.48.0", installed: true }),
      rehearsals: async () => [],
      planned: async () => new Map(),
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
