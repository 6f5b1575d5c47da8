import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkout, launch } from "./checkout.ts";
import { oldPython } from "./fakes.ts";

const everything = ["npm", "pnpm", "venv", "pip", "sums", "archive"];

it("installs once, then looks at nothing", async () => {
  const scratch = await checkout();
  const first = await launch(scratch, ["rehearse", "two words"]);
  expect(first).toMatchObject({
    exitCode: 0,
    stdout: `{"args":["rehearse","two words"],"home":"${scratch.environment["HOME"]}"}`,
  });
  expect(await scratch.calls()).toEqual(everything);
  expect(await launch(scratch, ["a"])).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await scratch.calls()).toEqual([]);
});

it("puts the tools on PATH for a command, and leaves the command's input to it", async () => {
  const scratch = await checkout();
  const { stdout } = await launch(
    scratch,
    ["exec", "sh", "-c", "cat; pulumi version; ministack; command -v node"],
    {},
    { input: "input\n" },
  );
  const [input, pulumi, ministack, node] = stdout.split("\n");
  expect([input, pulumi, node]).toEqual(["input", "v3.259.0", join(scratch.root, "node_modules", ".bin", "node")]);
  expect(ministack).toMatch(/^MiniStack in .*\/home\/\.cache\/tandem\/ministack-1\.5\.33-\d+\/path\/ministack$/);
});

it.each([
  [
    "npm",
    "installing pnpm 12.21.0 failed, as said above; it comes from the npm registry",
    "npm pnpm venv pip sums archive",
  ],
  [
    "pnpm",
    "installing dependencies from pnpm-lock.yaml failed, as said above; they come from the npm registry",
    "pnpm venv pip sums archive",
  ],
  ["pip", "installing MiniStack 1.5.33 failed, as said above; it comes from PyPI", "pnpm venv pip sums archive"],
  [
    "sums go",
    "building Pulumi 3.259.0 failed, as said above; its modules come from GOPROXY (https://modules.example)",
    "pnpm sums archive",
  ],
])(
  "without a network for %s, says what cannot be had and what to do, and does it later",
  async (step, message, later) => {
    const scratch = await checkout();
    const offline = await launch(scratch, [], { FAIL: step });
    expect(offline).toMatchObject({ exitCode: 1, stdout: "" });
    expect(offline.stderr).toContain(`${step.split(" ").at(-1)}: no route to host`);
    const line = offline.stderr.split("\n").at(-1);
    expect(line).toContain(`tandem: ${message}`);
    expect(line).toContain("check the network, the proxy and");
    expect(line).toContain(`then run the same command again (the whole log is ${scratch.cache}/last.log)`);
    await scratch.calls();

    expect((await launch(scratch)).exitCode).toBe(0);
    expect(await scratch.calls()).toEqual(later.split(" "));
    expect(await launch(scratch)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await scratch.calls()).toEqual([]);
  },
);

it("builds Pulumi where its release cannot be had", async () => {
  const scratch = await checkout();
  const { exitCode, stderr } = await launch(scratch, [], { FAIL: "archive" });
  expect(stderr).toContain("tandem: the official download of Pulumi cannot be had here");
  expect(exitCode).toBe(0);
  expect(await scratch.calls()).toEqual([...everything, "go"]);
  expect((await readdir(scratch.cache)).filter((name) => name.startsWith("pulumi"))).toEqual(["pulumi-3.259.0"]);
});

it("does not take a release that differs from its checksum", async () => {
  const scratch = await checkout();
  await scratch.put(join(scratch.folder, "release", "archive"), "something else");
  expect((await launch(scratch)).exitCode).toBe(0);
  expect(await scratch.calls()).toEqual([...everything, "go"]);
});

it("names Go where Pulumi can neither be had nor built", async () => {
  const scratch = await checkout();
  await Promise.all(["curl", "go"].map((name) => rm(join(scratch.bin, name))));
  const { exitCode, stderr } = await launch(scratch);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(
    "tandem: the Pulumi CLI cannot be downloaded, and building it needs Go 1.26 or newer (found: none); install Pulumi 3.259.0 or Go",
  );
});

it("takes Node from PyPI where there is none", async () => {
  const scratch = await checkout();
  await Promise.all(["npm", "node"].map((name) => rm(join(scratch.bin, name))));
  expect((await launch(scratch)).exitCode).toBe(0);
  expect(await scratch.calls()).toEqual(["venv", "pip-node", ...everything]);
});

it.each([
  ["none", undefined],
  ["Python 3.9.2", oldPython],
])("asks for Python 3.11 where it finds %s, and starts nothing", async (found, script) => {
  const scratch = await checkout();
  const python = join(scratch.bin, "python3");
  if (script === undefined) await rm(python);
  else await scratch.put(python, script);
  expect(await launch(scratch)).toMatchObject({
    exitCode: 1,
    stderr: `tandem: Python 3.11 or newer with venv is needed for the AWS emulator (found: ${found}); install it, for example: apt-get install python3 python3-venv`,
  });
  expect(await scratch.calls()).toEqual([]);
});
