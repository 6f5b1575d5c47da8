import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll } from "vitest";
import { Archive } from "../../entry.ts";
import type { TestEmulator } from "../../testing/emulator.ts";

/** The role that the functions of a test file run as; IAM is enforced, so it has to exist. */
export const roleArn = "arn:aws:iam::000000000000:role/ledger";

/** Makes {@link roleArn} before the file's first test. */
export function useRole(emulator: TestEmulator, region: string): void {
  beforeAll(async () => {
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    };
    await emulator
      .client(IAMClient, region)
      .send(new CreateRoleCommand({ RoleName: "ledger", AssumeRolePolicyDocument: JSON.stringify(trust) }));
  });
}

/** Makes bundle folders that are gone after the file's last test. */
export function useBundles(): (content: string) => Promise<Archive> {
  const folders: string[] = [];
  afterAll(async () => {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  });
  return async (content) => {
    const folder = await mkdtemp(join(tmpdir(), "tandem-bundle-"));
    folders.push(folder);
    await writeFile(join(folder, "index.mjs"), content);
    return new Archive(folder, `hash of ${content}`);
  };
}
