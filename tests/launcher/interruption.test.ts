import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkout, launch, launchUntil } from "./checkout.ts";

const steps = ["npm", "pnpm", "venv", "pip", "sums", "archive"];

it.each(steps.flatMap((step) => (["SIGKILL", "SIGINT"] as const).map((signal) => [step, signal] as const)))(
  "recovers from an end during %s by %s: that step and those after it run, nothing before it",
  async (step, signal) => {
    const scratch = await checkout();
    const running = await launchUntil(scratch, step);
    expect(await running.killGroup(signal)).toBe(signal);
    await scratch.calls();
    expect(await launch(scratch)).toMatchObject({ exitCode: 0 });
    const expected = {
      pnpm: "pnpm venv pip",
      venv: "pnpm venv pip",
      pip: "pnpm venv pip",
      sums: "pnpm",
      archive: "pnpm",
    };
    const again = step === "npm" ? steps : [...expected[step as keyof typeof expected].split(" "), "sums", "archive"];
    expect(await scratch.calls()).toEqual(again);
    expect(await launch(scratch)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await scratch.calls()).toEqual([]);
  },
);

it("recovers from a build that was killed", async () => {
  const scratch = await checkout();
  const running = await launchUntil(scratch, "go", { FAIL: "sums" });
  expect(await running.killGroup("SIGKILL")).toBe("SIGKILL");
  expect(await launch(scratch, ["exec", "pulumi", "version"])).toMatchObject({ exitCode: 0, stdout: "v3.259.0" });
});

it("lets one launcher install while another waits, then uses what it installed", async () => {
  const scratch = await checkout();
  const first = await launchUntil(scratch, "pip");
  const second = launch(scratch, ["second"]);
  await once(second.stderr, "data");
  await first.resume();
  expect(await first.ended).toBe(0);
  expect(await second).toMatchObject({
    exitCode: 0,
    stdout: `{"args":["second"],"home":"${scratch.environment["HOME"]}"}`,
    stderr: "tandem: waiting for another tandem that installs the tools",
  });
  expect(await scratch.calls()).toEqual(steps);
});

it("waits for what a killed launcher had started before it installs anew", async () => {
  const scratch = await checkout();
  const first = await launchUntil(scratch, "pip");
  expect(await first.killLauncher("SIGKILL")).toBe("SIGKILL");
  const second = launch(scratch);
  await once(second.stderr, "data");
  await first.resume();
  const { exitCode, stderr } = await second;
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/^tandem: waiting for another tandem that installs the tools\n/);
  expect(await scratch.calls()).toEqual([...steps.slice(0, 4), "pnpm", "venv", "pip", "sums", "archive"]);
});

it.each([
  ["an empty", () => ""],
  ["half a", (whole: string) => whole.slice(0, 8)],
])("takes %s stamp for none", async (_, damaged) => {
  const scratch = await checkout();
  await launch(scratch);
  const stamp = join(scratch.root, "node_modules", ".tandem-ready");
  const whole = await readFile(stamp, "utf8");
  await writeFile(stamp, damaged(whole));
  await scratch.calls();
  expect((await launch(scratch)).exitCode).toBe(0);
  expect(await scratch.calls()).toEqual(["pnpm"]);
  expect(await readFile(stamp, "utf8")).toBe(whole);
});
