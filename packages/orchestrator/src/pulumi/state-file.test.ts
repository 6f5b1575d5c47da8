import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { sharedContract } from "@tandem/contracts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SECRET, SIGNATURE } from "./secrets.ts";
import { exportState } from "./state-file.ts";

const stack = { contract: sharedContract, stackName: "dev" };
const latest = { manifest: { time: "2026-11-21T10:00:00Z" }, resources: [{ urn: "urn:a" }], metadata: {} };
const sealed = { ...latest, resources: [{ urn: "urn:a", inputs: { [SIGNATURE]: SECRET, ciphertext: "v1:x" } }] };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-state-file-"));
  await mkdir(join(root, "stacks/shared"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

/** Runs with a CLI that prints its arguments as JSON, or ends as it is told. */
async function optionsWith(backend: string, end = `echo '{"cli":"'$*'"}'`) {
  await mkdir(join(root, "bin"));
  await writeFile(join(root, "bin/pulumi"), `#!/bin/sh\n${end}\n`);
  await chmod(join(root, "bin/pulumi"), 0o755);
  const path = [join(root, "bin"), process.env["PATH"] ?? ""].join(delimiter);
  return { root, environment: { PATH: path, PULUMI_BACKEND_URL: backend } };
}

async function keep(content: unknown): Promise<string> {
  const file = join(root, "state/.pulumi/stacks/tandem-shared/dev.json");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(content));
  return pathToFileURL(join(root, "state")).href;
}

const asked = (secrets: string) => ({
  cli: `stack export${secrets} --stack dev --non-interactive --color never`,
});

it("takes a state without secrets from a file backend's file", async () => {
  const options = await optionsWith(await keep({ version: 4, features: ["x"], checkpoint: { stack: "s", latest } }));
  const exported = { version: 4, features: ["x"], deployment: latest };
  expect(await exportState(options, stack)).toEqual(exported);
  expect(await exportState(options, stack, { showSecrets: true })).toEqual(exported);
});

it("has the CLI decrypt secrets, and leaves them encrypted where they are not asked for", async () => {
  const options = await optionsWith(await keep({ version: 3, checkpoint: { stack: "s", latest: sealed } }));
  expect(await exportState(options, stack)).toEqual({ version: 3, deployment: sealed });
  expect(await exportState(options, stack, { showSecrets: true })).toEqual(asked(" --show-secrets"));
});

it("asks the CLI for a stack that was never written, and for every other backend", async () => {
  const options = await optionsWith(await keep({ version: 3, checkpoint: { stack: "s" } }));
  expect(await exportState(options, stack)).toEqual(asked(""));
  const environment = { ...options.environment, PULUMI_BACKEND_URL: "s3://bucket" };
  expect(await exportState({ root, environment }, stack)).toEqual(asked(""));
});

it("is undefined for a stack that neither the file nor the CLI knows", async () => {
  const backend = pathToFileURL(join(root, "state")).href;
  const options = await optionsWith(backend, `echo "error: no stack named 'dev' found" >&2; exit 255`);
  expect(await exportState(options, stack)).toBe(undefined);
});
