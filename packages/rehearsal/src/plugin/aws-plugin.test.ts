import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { awsPluginFolder, officialPluginVersion } from "./aws-plugin.ts";
import { standInPluginFolder } from "./folder.ts";

let root: string;
let home: string;
let environment: Record<string, string>;
let version: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-plugin-"));
  home = join(root, "pulumi home");
  environment = {
    PATH: [join(root, "bin"), process.env["PATH"] ?? ""].join(delimiter),
    PULUMI_HOME: home,
    HTTPS_PROXY: "http://proxy:3128",
  };
  version = await officialPluginVersion();
  await fakePulumi("echo 'error: could not reach the server' >&2; exit 255");
});
afterEach(() => rm(root, { recursive: true }));

/** A `pulumi` that notes its arguments and proxy, then does this. */
async function fakePulumi(script: string): Promise<void> {
  await mkdir(join(root, "bin"), { recursive: true });
  const file = join(root, "bin", "pulumi");
  await writeFile(file, `#!/bin/sh\necho "$* $HTTPS_PROXY" >>"${join(root, "calls")}"\n${script}\n`);
  await chmod(file, 0o755);
}

const calls = () => readFile(join(root, "calls"), "utf8").catch(() => "");
const folderOf = (wanted: string) => join(home, "plugins", `resource-aws-v${wanted}`);
/** Shell commands that leave an executable where Pulumi would. */
const install = (wanted: string) =>
  `mkdir -p "${folderOf(wanted)}" && cp /bin/sh "${folderOf(wanted)}/pulumi-resource-aws"`;

describe("awsPluginFolder", () => {
  it("takes the stand-in of the checkout without asking Pulumi", async () => {
    expect(await awsPluginFolder("stand-in", { environment })).toBe(standInPluginFolder);
    expect(await calls()).toBe("");
  });

  it("installs the official plugin of the version that the programs use, over the user's own network", async () => {
    await fakePulumi(install(version));
    expect(await awsPluginFolder("official", { environment })).toBe(folderOf(version));
    expect(await calls()).toBe(`plugin install resource aws ${version} http://proxy:3128\n`);
  });

  it("does not install what is there", async () => {
    await fakePulumi(install(version));
    await awsPluginFolder("official", { environment });
    expect(await awsPluginFolder("official", { environment })).toBe(folderOf(version));
    expect((await calls()).split("\n")).toHaveLength(2);
  });

  it("installs again what was cut off", async () => {
    await mkdir(folderOf(version), { recursive: true });
    await writeFile(join(folderOf(version), "pulumi-resource-aws"), "", { mode: 0o755 });
    await writeFile(`${folderOf(version)}.partial`, "");
    await fakePulumi(`rm "${folderOf(version)}.partial"`);
    expect(await awsPluginFolder("official", { environment })).toBe(folderOf(version));
    expect(await calls()).toContain("plugin install");
  });

  it("says why it cannot be had, and what works without it", async () => {
    await expect(awsPluginFolder("official", { environment })).rejects.toMatchObject({
      code: "plugin-unavailable",
      kind: "deploy",
      message: `the official aws plugin ${version} cannot be had: error: could not reach the server`,
      hint: expect.stringContaining("./tandem rehearse payments-us") as string,
    });
  });

  it("does not take another version for it", async () => {
    await fakePulumi(install("6.0.0"));
    await expect(awsPluginFolder("official", { environment })).rejects.toMatchObject({ code: "plugin-unavailable" });
  });

  it("gives up when it is stopped", async () => {
    await fakePulumi("exec sleep 60");
    const stop = new AbortController();
    const waiting = awsPluginFolder("official", { environment, signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
  });
});
