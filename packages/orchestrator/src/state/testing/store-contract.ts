import { expect, it } from "vitest";
import type { StateStore } from "../../ports.ts";

/** What every store must do with documents. @param open another opening of the same empty store, as another process has it */
export function describeStore(open: () => StateStore): void {
  it("has no document before one is written", async () => {
    expect(await open().read("live/ledger.json")).toBe(undefined);
  });

  it("gives everyone what was written last", async () => {
    const first = await open().write("live/ledger.json", '{"n":1}', undefined);
    expect(await open().read("live/ledger.json")).toEqual({ text: '{"n":1}', revision: first });
    const second = await open().write("live/ledger.json", '{"n":2}', first);
    expect(await open().read("live/ledger.json")).toEqual({ text: '{"n":2}', revision: second });
  });

  it("refuses who read an older revision, and writes nothing then", async () => {
    const first = await open().write("old/ledger.json", "1", undefined);
    const second = await open().write("old/ledger.json", "2", first);
    expect(await open().write("old/ledger.json", "x", first)).toBe(undefined);
    expect(await open().write("old/ledger.json", "x", undefined)).toBe(undefined);
    expect(await open().read("old/ledger.json")).toEqual({ text: "2", revision: second });
  });

  it("lets one of many create a document", async () => {
    const texts = Array.from({ length: 12 }, (_, index) => `writer ${index}`);
    const revisions = await Promise.all(texts.map((text) => open().write("race/lock.json", text, undefined)));
    const winners = texts.filter((_, index) => revisions[index] !== undefined);
    expect(winners).toHaveLength(1);
    expect(await open().read("race/lock.json")).toMatchObject({ text: winners[0] });
  });

  it("loses no update of many at once", async () => {
    const add = async (): Promise<void> => {
      const store = open();
      for (;;) {
        const found = await store.read("race/count");
        const next = `${Number(found?.text ?? 0) + 1}`;
        if ((await store.write("race/count", next, found?.revision)) !== undefined) return;
      }
    };
    await Promise.all(Array.from({ length: 8 }, add));
    expect(await open().read("race/count")).toMatchObject({ text: "8" });
  });

  it("removes a document, and refuses who read it before", async () => {
    const first = await open().write("gone/lock.json", "1", undefined);
    await open().remove("gone/lock.json");
    await open().remove("gone/lock.json");
    expect(await open().read("gone/lock.json")).toBe(undefined);
    expect(await open().write("gone/lock.json", "2", first)).toBe(undefined);
    const again = await open().write("gone/lock.json", "3", undefined);
    expect(await open().read("gone/lock.json")).toEqual({ text: "3", revision: again });
  });

  it("keeps documents apart", async () => {
    await open().write("one/ledger.json", "one", undefined);
    await open().write("two/ledger.json", "two", undefined);
    await open().remove("one/ledger.json");
    expect(await open().read("two/ledger.json")).toMatchObject({ text: "two" });
  });
}
