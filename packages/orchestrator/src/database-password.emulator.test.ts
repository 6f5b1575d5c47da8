import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { requireEnvironment } from "@tandem/config";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sealDatabasePassword } from "./database-password.ts";
import { environmentFile, layersOf, writeEnvironmentFiles } from "./environment-files.ts";
import { layerFolder, repositoryRoot } from "./layers.ts";
import { runPulumi } from "./pulumi/cli.ts";

const configOf = (profile: string) =>
  requireEnvironment({
    environment: "dev",
    profile,
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  });
const config = configOf("transactions-us");
const layers = layersOf(config);
const environment = { PULUMI_CONFIG_PASSPHRASE: "of a test" };

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-seal-test-"));
  for (const layer of layers) {
    const folder = join(root, layerFolder(layer));
    await mkdir(folder, { recursive: true });
    await cp(join(repositoryRoot, layerFolder(layer), "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

const textOf = (id: string) => {
  const layer = layers.find((each) => each.id === id);
  if (layer === undefined) throw new Error(`there is no layer ${id}`);
  return readFile(join(root, environmentFile(layer)), "utf8");
};

/** What a stack that is made later, in a backend of its own, reads. */
async function passwordOf(id: string): Promise<string> {
  const layer = layers.find((each) => each.id === id);
  if (layer === undefined) throw new Error(`there is no layer ${id}`);
  const backend = join(root, "state");
  await mkdir(backend, { recursive: true });
  const cli = { root, environment: { ...environment, PULUMI_BACKEND_URL: pathToFileURL(backend).href } };
  const made = await runPulumi(cli, layer, ["stack", "init", "--no-select", "--stack", layer.stackName]);
  expect(made.stderr).not.toContain("error");
  const get = ["config", "get", "tandem:databasePassword", "--stack", layer.stackName];
  const { stdout, stderr } = await runPulumi(cli, layer, get);
  expect(stderr).toBe("");
  return stdout;
}

describe("sealDatabasePassword", () => {
  it("leaves one password for both stacks that make the database, encrypted, and nothing for the others", async () => {
    await writeEnvironmentFiles(root, layers, config);
    await sealDatabasePassword({ root, layers, config, environment });
    const password = await passwordOf("global/foundation");
    expect(password).toMatch(/^[\w-]{32}$/);
    expect(await passwordOf("primary-region")).toBe(password);
    for (const id of ["global/foundation", "primary-region"]) {
      const text = await textOf(id);
      expect(text).toMatch(/^ {4}secure: v1:/m);
      expect(text).not.toContain(password);
    }
    for (const id of ["shared", "standby-region", "global/traffic"]) {
      expect(await textOf(id)).not.toContain("databasePassword");
    }
  });

  it("draws another one for each environment", async () => {
    const seal = async () => {
      await writeEnvironmentFiles(root, layers, config);
      await sealDatabasePassword({ root, layers, config, environment });
      await rm(join(root, "state"), { recursive: true, force: true });
      return passwordOf("primary-region");
    };
    expect(await seal()).not.toBe(await seal());
  });

  it("says what is missing without a passphrase", async () => {
    await writeEnvironmentFiles(root, layers, config);
    vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", undefined);
    vi.stubEnv("PULUMI_CONFIG_PASSPHRASE_FILE", undefined);
    await expect(sealDatabasePassword({ root, layers, config, environment: {} })).rejects.toMatchObject({
      code: "password-not-sealed",
      hint: "export PULUMI_CONFIG_PASSPHRASE_FILE=<file with the environment's passphrase>",
    });
  });

  it("does nothing in an environment without a database", async () => {
    const payments = configOf("payments-us");
    const nowhere = { root: "/nowhere", layers: layersOf(payments), config: payments, environment };
    await expect(sealDatabasePassword(nowhere)).resolves.toBe(undefined);
  });
});
