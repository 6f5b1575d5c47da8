import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TandemError } from "@tandem/config";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { bundle } from "./bundle.ts";
import { bundleBudgetBytes } from "./bundle/budget.ts";
import { buildHandler, outputOf } from "./bundle/build.ts";
import { bundleInto } from "./bundle/into.ts";

const packageRoot = fileURLToPath(new URL("../", import.meta.url));
const entry = "src/transaction/handler.ts";

describe("bundle", () => {
  const built = bundle("transaction");

  test("gives a directory with index.mjs alone, within the budget", () => {
    expect(built).toEqual({
      directory: join(packageRoot, "dist", "transaction"),
      handler: "index.handler",
      bytes: readFileSync(join(built.directory, "index.mjs")).byteLength,
    });
    expect(readdirSync(built.directory)).toEqual(["index.mjs"]);
    expect(built.bytes).toBeLessThanOrEqual(bundleBudgetBytes);
  });

  test("bundles once in a process", () => {
    expect(bundle("transaction")).toBe(built);
  });

  test.each(["heartbeat", "heartbeat-postgres", "lag-reader", "latch", "controller"] as const)(
    "keeps the %s's within the budget as well",
    (name) => {
      expect(bundle(name).bytes).toBeLessThanOrEqual(bundleBudgetBytes);
    },
  );

  test.each(["ledger-postgres", "ledger-server"] as const)("keeps the %s's within what a database adds", (name) => {
    expect(bundle(name).bytes).toBeLessThanOrEqual(700_000);
  });

  test("keeps the controller's within what three more clients add", () => {
    expect(bundle("controller-database").bytes).toBeLessThanOrEqual(850_000);
  });

  test("gives a require to what is CommonJS in parts, and to nothing else", () => {
    const codeOf = (name: "transaction" | "ledger-postgres") =>
      readFileSync(join(bundle(name).directory, "index.mjs"), "utf8");
    expect(codeOf("ledger-postgres").startsWith('import{createRequire}from"node:module";')).toBe(true);
    expect(codeOf("transaction")).not.toContain("createRequire");
  });

  test("keeps the source map outside the archive", () => {
    const map = JSON.parse(readFileSync(join(packageRoot, "dist/maps/transaction/index.mjs.map"), "utf8")) as {
      readonly sources: readonly string[];
    };
    expect(map.sources).toContain("../src/transaction/logic.ts");
    expect(map.sources.filter((source) => source.startsWith("/"))).toEqual([]);
    expect(readFileSync(join(built.directory, "index.mjs"), "utf8")).not.toContain("sourceMappingURL");
  });
});

describe("buildHandler", () => {
  let first: ReturnType<typeof buildHandler>;
  beforeAll(() => {
    first = buildHandler(entry);
  });

  test("gives the same bytes again, without a path of this machine", () => {
    const second = buildHandler(entry);
    expect(Buffer.compare(first.code, second.code)).toBe(0);
    expect(Buffer.compare(first.map, second.map)).toBe(0);
    expect(Buffer.from(first.code).includes(packageRoot)).toBe(false);
    expect(Buffer.from(first.map).includes(packageRoot)).toBe(false);
  });

  test("says what the code is made of, largest first", () => {
    const sizes = first.inputs.map(({ bytes }) => bytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    const names = first.inputs.map(({ name }) => name);
    expect(names).toContain("@aws-sdk/client-dynamodb");
    expect(names).toContain("zod");
    expect(names).toContain("src/transaction/logic.ts");
    expect(new Set(names).size).toBe(names.length);
  });

  test("a missing output is named, with what was written", () => {
    expect(() => outputOf([{ path: "dist/index.js", contents: new Uint8Array() }], ".mjs")).toThrow(
      new TandemError("bundle-output", "esbuild wrote no .mjs, only [dist/index.js]", { kind: "bug" }),
    );
  });

  test("passes on what does not build", () => {
    expect(() => buildHandler("src/none.ts")).toThrow(/Could not resolve "src\/none\.ts"/);
  });
});

test("takes what was built of the same sources as it is, until it is another", () => {
  const dist = mkdtempSync(join(tmpdir(), "tandem-dist-"));
  onTestFinished(() => rmSync(dist, { recursive: true }));
  const built = bundleInto(dist, "heartbeat");
  const file = join(dist, "heartbeat", "index.mjs");
  const record = join(dist, "made", "heartbeat", "made.json");
  const digest = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
  const told = readFileSync(record, "utf8").replace(digest(readFileSync(file)), digest("as it is"));
  writeFileSync(file, "as it is");
  writeFileSync(record, told);
  expect(bundleInto(dist, "heartbeat")).toEqual({ ...built, bytes: 8 });
  writeFileSync(file, "not the bundle");
  expect(bundleInto(dist, "heartbeat")).toEqual(built);
  expect(statSync(file).size).toBe(built.bytes);
});

test("two processes that bundle at the same moment both get the whole file", async () => {
  const dist = mkdtempSync(join(tmpdir(), "tandem-dist-"));
  onTestFinished(() => rmSync(dist, { recursive: true }));
  const script = `
    const { bundleInto } = await import(${JSON.stringify(new URL("bundle/into.ts", import.meta.url).href)});
    process.send("ready");
    await new Promise((resolve) => process.once("message", resolve));
    bundleInto(${JSON.stringify(dist)}, "transaction");
    process.disconnect();
  `;
  const programs = [0, 1].map(() =>
    spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    }),
  );
  await Promise.all(programs.map((program) => once(program, "message")));
  const exits = programs.map((program) => once(program, "exit"));
  for (const program of programs) program.send("go");
  expect(await Promise.all(exits)).toEqual([
    [0, null],
    [0, null],
  ]);
  const code = readFileSync(join(dist, "transaction", "index.mjs"));
  expect(Buffer.compare(code, buildHandler(entry).code)).toBe(0);
  expect(new Set(readdirSync(dist, { recursive: true, encoding: "utf8" }))).toEqual(
    new Set([
      "made",
      "made/transaction",
      "made/transaction/made.json",
      "maps",
      "maps/transaction",
      "maps/transaction/index.mjs.map",
      "transaction",
      "transaction/index.mjs",
    ]),
  );
});
