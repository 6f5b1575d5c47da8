import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { requireEnvironment } from "@tandem/config";
import { afterEach, beforeEach, expect, it } from "vitest";
import { layersOf } from "./environment-files.ts";
import { replaceProcessEnvironment } from "./process-environment.ts";
import { PulumiEngine } from "./pulumi-engine.ts";

const own = { ...process.env } as Record<string, string>;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-engine-"));
});
afterEach(async () => {
  replaceProcessEnvironment(own);
  await rm(root, { recursive: true });
});

it("gives the engine its own environment and nothing of this process's", async () => {
  const [shared] = layersOf(
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
  if (shared === undefined) throw new Error("payments-us has no layers");
  const bin = join(root, "bin");
  const seen = join(root, "seen.env");
  await mkdir(bin);
  await mkdir(join(root, "stacks/shared"), { recursive: true });
  await writeFile(join(root, "stacks/shared/Pulumi.yaml"), "name: tandem-shared\nruntime: nodejs\n");
  await writeFile(join(bin, "pulumi"), `#!/bin/sh\nenv >>"${seen}"\necho v3.259.0\n`);
  await chmod(join(bin, "pulumi"), 0o755);
  Object.assign(process.env, { AWS_SESSION_TOKEN: "real", AWS_PROFILE: "production", PULUMI_ACCESS_TOKEN: "secret" });
  const environment = { PATH: `${bin}${delimiter}${own["PATH"] ?? ""}`, AWS_ACCESS_KEY_ID: "test" };
  replaceProcessEnvironment(environment);
  await new PulumiEngine({ root, environment, logs: root }).create(shared);
  const text = await readFile(seen, "utf8");
  expect(text).toContain("AWS_ACCESS_KEY_ID=test");
  expect(text.match(/AWS_SESSION_TOKEN|AWS_PROFILE|PULUMI_ACCESS_TOKEN|HOME=/g)).toBeNull();
});
