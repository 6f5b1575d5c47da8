import { describe, expect, it } from "vitest";
import { memoryStore } from "../testing/memory-store.ts";
import { LedgerBook, readLedger } from "./ledger.ts";
import type { LayerEntry, RunEntry } from "./schema.ts";

const entry = (run: string): LayerEntry => ({
  status: "done",
  digest: { sources: "a" },
  outputs: { zoneId: "Z1" },
  checkpointUpdatedAt: "2026-11-21T10:00:00Z",
  doneAt: "2026-11-21T10:00:01Z",
  seconds: 2.5,
  steps: 7,
  run,
});
const run = (name: string): RunEntry => ({
  run: name,
  command: "up",
  who: "ann@here",
  startedAt: "2026-11-21T10:00:00Z",
  seconds: 1,
  ok: true,
  layers: { shared: "done" },
});

describe("an environment's ledger", () => {
  it("is not there before the first run", async () => {
    expect(await readLedger(memoryStore(), "dev")).toBe(undefined);
  });

  it("holds each change as soon as it is noted", async () => {
    const store = memoryStore();
    const book = await LedgerBook.open(store, "dev");
    await book.noteLayer("shared", entry("r1"));
    expect(await readLedger(store, "dev")).toEqual({
      ledger: { schemaVersion: 1, environment: "dev", topology: null, layers: { shared: entry("r1") }, runs: [] },
      revision: "1",
    });
    await book.noteRun(run("r1"));
    await book.forgetLayer("shared");
    expect((await readLedger(store, "dev"))?.ledger).toMatchObject({ layers: {}, runs: [run("r1")] });
  });

  it("takes changes of two layers at the same moment", async () => {
    const store = memoryStore();
    const book = await LedgerBook.open(store, "dev");
    const ids = ["shared", "primary-region", "standby-region"];
    await Promise.all(ids.map((id) => book.noteLayer(id, entry("r1"))));
    expect(Object.keys((await readLedger(store, "dev"))?.ledger.layers ?? {})).toEqual(ids);
  });

  it("takes all that waits for a write with the next one", async () => {
    const store = memoryStore();
    const texts: string[] = [];
    const write: typeof store.write = (key, text, expected) => {
      texts.push(text);
      return store.write(key, text, expected);
    };
    const book = await LedgerBook.open({ ...store, write }, "dev");
    const first = book.noteLayer("shared", entry("r1"));
    // The first write is on its way from here.
    await Promise.resolve();
    await Promise.all([first, ...["a", "b", "c"].map((id) => book.noteLayer(id, entry("r1")))]);
    expect(texts.map((text) => Object.keys((JSON.parse(text) as { layers: object }).layers))).toEqual([
      ["shared"],
      ["shared", "a", "b", "c"],
    ]);
  });

  it("goes on where an earlier run left it", async () => {
    const store = memoryStore();
    await (await LedgerBook.open(store, "dev")).noteLayer("shared", entry("r1"));
    const second = await LedgerBook.open(store, "dev");
    await second.noteLayer("global/foundation", entry("r2"));
    expect(Object.keys(second.ledger.layers)).toEqual(["shared", "global/foundation"]);
  });

  it("remembers the last twenty runs, each once", async () => {
    const book = await LedgerBook.open(memoryStore(), "dev");
    for (let n = 1; n <= 22; n += 1) await book.noteRun(run(`r${n}`));
    await book.noteRun({ ...run("r22"), ok: false });
    expect(book.ledger.runs.map((each) => each.run)).toEqual(Array.from({ length: 20 }, (_, n) => `r${n + 3}`));
    expect(book.ledger.runs.at(-1)?.ok).toBe(false);
  });

  it("refuses to write over somebody else's change, and to lose it", async () => {
    const store = memoryStore();
    const book = await LedgerBook.open(store, "dev");
    const other = await LedgerBook.open(store, "dev");
    await other.noteLayer("shared", entry("theirs"));
    await expect(book.noteLayer("shared", entry("mine"))).rejects.toMatchObject({ code: "ledger-changed" });
    expect((await readLedger(store, "dev"))?.ledger.layers["shared"]?.run).toBe("theirs");
  });

  it("says of a document that is none what is wrong with it", async () => {
    const store = memoryStore();
    await store.write("dev/ledger.json", '{"schemaVersion":2}', undefined);
    await expect(readLedger(store, "dev")).rejects.toMatchObject({
      code: "ledger-unreadable",
      message: expect.stringContaining("schemaVersion: Invalid input: expected 1"),
    });
    await store.write("cut/ledger.json", '{"schem', undefined);
    await expect(readLedger(store, "cut")).rejects.toMatchObject({ code: "ledger-unreadable" });
  });

  it("forgets a topology of another shape, and nothing else", async () => {
    const store = memoryStore();
    const old = {
      schemaVersion: 1,
      environment: "dev",
      topology: { old: 1 },
      layers: { shared: entry("r1") },
      runs: [],
    };
    await store.write("dev/ledger.json", JSON.stringify(old), undefined);
    expect((await readLedger(store, "dev"))?.ledger).toEqual({ ...old, topology: null });
  });
});
