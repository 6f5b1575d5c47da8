import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { awsxStandInFolder } from "../awsx/folder.ts";
import { awsPluginFolders, officialPluginVersion } from "./aws-plugin.ts";
import { standInPluginFolder } from "./folder.ts";

let root: string;
let home: string;
let environment: Record<string, string>;
/** By plugin. */
let versions: { readonly aws: string; readonly awsx: string };
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-plugin-"));
  home = join(root, "pulumi home");
  environment = {
    PATH: [join(root, "bin"), process.env["PATH"] ?? ""].join(delimiter),
    PULUMI_HOME: home,
    HTTPS_PROXY: "http://proxy:3128",
  };
  versions = { aws: await officialPluginVersion("aws"), awsx: await officialPluginVersion("awsx") };
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
const folderOf = (name: "aws" | "awsx", wanted = versions[name]) =>
  join(home, "plugins", `resource-${name}-v${wanted}`);
/** Shell commands that leave an executable where Pulumi would: its fourth argument is the plugin's name. */
const install = (wanted = "$5") =>
  `mkdir -p "${home}/plugins/resource-$4-v${wanted}" && cp /bin/sh "${home}/plugins/resource-$4-v${wanted}/pulumi-resource-$4"`;

describe("awsPluginFolders", () => {
  it("takes the stand-ins of the checkout without asking Pulumi", async () => {
    expect(await awsPluginFolders("stand-in", { environment })).toEqual([standInPluginFolder, awsxStandInFolder]);
    expect(await calls()).toBe("");
  });

  it("installs the official plugins of the versions that the programs use, over the user's own network", async () => {
    await fakePulumi(install());
    expect(await awsPluginFolders("official", { environment })).toEqual([folderOf("aws"), folderOf("awsx")]);
    expect(await calls()).toBe(
      `plugin install resource aws ${versions.aws} http://proxy:3128\n` +
        `plugin install resource awsx ${versions.awsx} http://proxy:3128\n`,
    );
  });

  it("does not install what is there", async () => {
    await fakePulumi(install());
    const folders = await awsPluginFolders("official", { environment });
    expect(await awsPluginFolders("official", { environment })).toEqual(folders);
    expect((await calls()).split("\n")).toHaveLength(3);
  });

  it("installs again what was cut off", async () => {
    for (const name of ["aws", "awsx"] as const) {
      await mkdir(folderOf(name), { recursive: true });
      await writeFile(join(folderOf(name), `pulumi-resource-${name}`), "", { mode: 0o755 });
    }
    await writeFile(`${folderOf("awsx")}.partial`, "");
    await fakePulumi(`rm "${folderOf("awsx")}.partial"`);
    expect(await awsPluginFolders("official", { environment })).toEqual([folderOf("aws"), folderOf("awsx")]);
    expect(await calls()).toBe(`plugin install resource awsx ${versions.awsx} http://proxy:3128\n`);
  });

  it("says which cannot be had and why, and what works without it", async () => {
    await expect(awsPluginFolders("official", { environment })).rejects.toMatchObject({
      code: "plugin-unavailable",
      kind: "deploy",
      message: `the official aws plugin ${versions.aws} cannot be had: error: could not reach the server`,
      hint: expect.stringContaining("./tandem rehearse payments-us") as string,
    });
  });

  it("takes no stand-in for an official one that cannot be had", async () => {
    await fakePulumi(`test "$4" = aws || { echo 'error: no such plugin' >&2; exit 255; }\n${install()}`);
    await expect(awsPluginFolders("official", { environment })).rejects.toMatchObject({
      message: `the official awsx plugin ${versions.awsx} cannot be had: error: no such plugin`,
    });
  });

  it("does not take another version for it", async () => {
    await fakePulumi(install("6.0.0"));
    await expect(awsPluginFolders("official", { environment })).rejects.toMatchObject({ code: "plugin-unavailable" });
  });

  it("gives up when it is stopped", async () => {
    await fakePulumi("exec sleep 60");
    const stop = new AbortController();
    const waiting = awsPluginFolders("official", { environment, signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
  });
});
