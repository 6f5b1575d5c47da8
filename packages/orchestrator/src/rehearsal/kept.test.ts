import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keptRehearsals, recordRehearsal, rehearsalsDirectory } from "./kept.ts";
import { rehearsalConfig } from "./rehearsal-config.ts";

it("finds the rehearsals that are recorded, while another one is being made or removed", async () => {
  const root = await mkdtemp(join(tmpdir(), "tandem-kept-"));
  try {
    expect(await keptRehearsals(root)).toEqual([]);
    const config = rehearsalConfig("payments-us");
    const directory = join(rehearsalsDirectory(root), config.environment);
    await mkdir(directory, { recursive: true });
    await mkdir(join(rehearsalsDirectory(root), "rehearsal-another", "logs"), { recursive: true });
    await recordRehearsal(directory, config);
    expect(await readdir(directory)).toEqual(["rehearsal.json"]);
    expect(await keptRehearsals(root)).toMatchObject([
      { environment: config.environment, directory, awsPlugin: "stand-in" },
    ]);
  } finally {
    await rm(root, { recursive: true });
  }
});
