import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { awsxStandInFolder } from "./awsx/folder.ts";
import { officialPluginVersion, officialPlugins } from "./plugin/aws-plugin.ts";
import { standInPluginFolder } from "./plugin/folder.ts";
import { officialPlugin, startProvingGround } from "./proving-ground.ts";

let directory: string;
let home: string | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-ground-"));
  home = process.env["PULUMI_HOME"];
  process.env["PULUMI_HOME"] = join(directory, "home");
});
afterEach(async () => {
  if (home === undefined) delete process.env["PULUMI_HOME"];
  else process.env["PULUMI_HOME"] = home;
  await rm(directory, { recursive: true });
});

it("gives the engine the official plugins in the stand-ins' place, with everything else as it is", async () => {
  const folders: string[] = [];
  for (const name of officialPlugins) {
    const version = await officialPluginVersion(name);
    expect(await officialPlugin(name)).toEqual({ version, installed: false });
    const folder = join(directory, "home", "plugins", `resource-${name}-v${version}`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `pulumi-resource-${name}`), "", { mode: 0o755 });
    expect(await officialPlugin(name)).toEqual({ version, installed: true });
    folders.push(folder);
  }

  const options = { directory: join(directory, "r"), id: "rehearsal-ground" };
  const ground = await startProvingGround({ ...options, awsPlugin: "official" });
  try {
    const { PATH = "", ...settings } = ground.environment;
    expect(ground.awsPlugin).toBe("official");
    expect(PATH.split(delimiter).slice(0, 2)).toEqual(folders);
    expect(PATH.split(delimiter)).not.toContain(standInPluginFolder);
    expect(PATH.split(delimiter)).not.toContain(awsxStandInFolder);
    // Everything that the official plugin is told, it is told here: the S3 client takes an IP address for path style.
    expect(settings).toMatchObject({
      AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    });
  } finally {
    await ground.stop();
  }
});
