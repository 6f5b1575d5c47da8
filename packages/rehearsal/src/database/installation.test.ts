import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { machineInstallation } from "./installation.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-installation-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function program(name: string, says: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\necho '${says}'\n`);
  await chmod(join(folder, name), 0o755);
}
const path = () => `${folder}:/usr/bin:/bin`;

test("a PostgreSQL of the machine is found where pg_config says, else on PATH", async () => {
  await program("postgres", "postgres (PostgreSQL) 16.4 (Debian 16.4-1)");
  expect(await machineInstallation(`${folder}:/nonexistent`)).toEqual({ programs: folder, links: {} });
  await program("pg_config", folder);
  expect(await machineInstallation(path())).toEqual({ programs: folder, links: {} });
});

test("one that is too old, and none, are refused with what was found", async () => {
  await program("pg_config", folder);
  await program("postgres", "postgres (PostgreSQL) 14.2");
  await expect(machineInstallation(path())).rejects.toMatchObject({
    code: "postgres-missing",
    message: expect.stringContaining(`found: ${folder} (version 14)`) as string,
  });
  await expect(machineInstallation("/nonexistent")).rejects.toMatchObject({
    message: expect.stringMatching(/found: none$/) as string,
  });
});
