import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { backendUrlOf, fileBackendFolder } from "./backend-url.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "tandem-backend-"));
  await mkdir(join(root, "stacks/shared"), { recursive: true });
  await writeFile(join(root, "stacks/shared/Pulumi.yaml"), "name: x\nbackend:\n  url: file://../../.pulumi-state\n");
});
afterAll(async () => {
  await rm(root, { recursive: true });
});

it("is the project's own, absolute, where no variable names one", () => {
  expect(backendUrlOf(root, {})).toBe(`file://${root}/.pulumi-state`);
  expect(backendUrlOf(root, { PULUMI_BACKEND_URL: "" })).toBe(`file://${root}/.pulumi-state`);
});

it("is what the variable says; a relative one is seen from the stack's folder, as the engine sees it", () => {
  expect(backendUrlOf(root, { PULUMI_BACKEND_URL: "s3://states?region=us-east-1" })).toBe(
    "s3://states?region=us-east-1",
  );
  expect(backendUrlOf(root, { PULUMI_BACKEND_URL: "file://./mine" })).toBe(`file://${root}/stacks/shared/mine`);
  expect(backendUrlOf(root, { PULUMI_BACKEND_URL: "file://~/mine" })).toBe(`file://${homedir()}/mine`);
});

it("reads a folder with blanks and without options", () => {
  expect(fileBackendFolder("file:///var/my%20states?no_tmp_dir=true")).toBe("/var/my states");
  expect(fileBackendFolder("file://~")).toBe(homedir());
});
