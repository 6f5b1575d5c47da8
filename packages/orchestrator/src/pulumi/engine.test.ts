import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { requireEnvironment } from "@tandem/config";
import { afterEach, beforeEach, expect, it } from "vitest";
import { layersOf } from "../environment-files.ts";
import { replaceProcessEnvironment } from "../process-environment.ts";
import { PulumiEngine } from "./engine.ts";

const own = { ...process.env } as Record<string, string>;
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-engine-"));
});
afterEach(async () => {
  replaceProcessEnvironment(own);
  await rm(root, { recursive: true });
});

/** The first layer of an environment, with its project in a checkout of its own, and a `pulumi` that is this script. */
async function fakePulumi(script: string) {
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
  await mkdir(bin);
  await mkdir(join(root, "stacks/shared"), { recursive: true });
  await writeFile(join(root, "stacks/shared/Pulumi.yaml"), "name: tandem-shared\nruntime: nodejs\n");
  await writeFile(join(bin, "pulumi"), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, "pulumi"), 0o755);
  const environment = { PATH: `${bin}${delimiter}${own["PATH"] ?? ""}`, AWS_ACCESS_KEY_ID: "test" };
  // The Automation API looks for the CLI on this process's PATH.
  replaceProcessEnvironment(environment);
  return { shared, environment };
}

it("gives the engine its own environment and nothing of this process's", async () => {
  const seen = join(root, "seen.env");
  const { shared, environment } = await fakePulumi(`env >>"${seen}"\necho v3.259.0`);
  Object.assign(process.env, { AWS_SESSION_TOKEN: "real", AWS_PROFILE: "production", PULUMI_ACCESS_TOKEN: "secret" });
  replaceProcessEnvironment(environment);
  await new PulumiEngine({ root, environment, logs: root }).create(shared);
  const text = await readFile(seen, "utf8");
  expect(text).toContain("AWS_ACCESS_KEY_ID=test");
  expect(text.match(/AWS_SESSION_TOKEN|AWS_PROFILE|PULUMI_ACCESS_TOKEN|HOME=/g)).toBeNull();
});

/** Answers `version`, notes every other command, and ends `stack output` as it is told. */
const answering = (calls: string, output: string) => `
[ "$1" != version ] || { echo v3.259.0; exit; }
echo "$*" >>"${calls}"
${output}`;

it("reads a stack's outputs without selecting it", async () => {
  const calls = join(root, "calls");
  const { shared, environment } = await fakePulumi(answering(calls, `echo '{"contractVersion":1,"names":["a"]}'`));
  const engine = new PulumiEngine({ root, environment, logs: root });
  expect(await engine.outputs(shared)).toEqual({ contractVersion: 1, names: ["a"] });
  expect(await readFile(calls, "utf8")).not.toContain("select");
});

it("starts the CLI once for an `up`, and takes no outputs for granted that the engine did not tell", async () => {
  const calls = join(root, "calls");
  const { shared, environment } = await fakePulumi(answering(calls, ""));
  const engine = new PulumiEngine({ root, environment, logs: root });
  await engine.create(shared);
  await rm(calls);
  await expect(engine.up(shared, {})).rejects.toMatchObject({
    kind: "bug",
    message: "the engine did not tell the outputs of shared",
  });
  expect((await readFile(calls, "utf8")).split("\n").map((call) => call.split(" ")[0])).toEqual(["up", ""]);
});

it("makes a stack with the secrets provider that its file names", async () => {
  const calls = join(root, "calls");
  const { shared, environment } = await fakePulumi(answering(calls, ""));
  await writeFile(join(root, "stacks/shared/Pulumi.dev.yaml"), "secretsprovider: awskms:///alias/acme\nconfig: {}\n");
  await new PulumiEngine({ root, environment, logs: root }).create(shared);
  expect(await readFile(calls, "utf8")).toContain("--stack dev --secrets-provider awskms:///alias/acme");
});

it("knows a stack that is not there from one that cannot be read", async () => {
  const failing = (message: string) => answering("/dev/null", `echo '${message}' >&2; exit 255`);
  const { shared, environment } = await fakePulumi(failing("error: no stack named 'dev' found"));
  const engine = new PulumiEngine({ root, environment, logs: root });
  expect(await engine.outputs(shared)).toBe(undefined);
  await writeFile(join(root, "bin/pulumi"), `#!/bin/sh\n${failing("error: could not read bucket")}\n`);
  await expect(engine.outputs(shared)).rejects.toMatchObject({
    code: "outputs-unreadable",
    kind: "deploy",
    message: expect.stringContaining("error: could not read bucket") as string,
  });
});
