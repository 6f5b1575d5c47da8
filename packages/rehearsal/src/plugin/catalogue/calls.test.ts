import { expect, test } from "vitest";
import { completeOrUndo, everyItem, unlessGone, waitFor } from "./calls.ts";

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

test("only the errors that say gone become nothing", async () => {
  expect(await unlessGone(Promise.resolve(1), "NotFound")).toBe(1);
  expect(await unlessGone(Promise.reject(named("NotFound", "no")), "Missing", "NotFound")).toBeUndefined();
  await expect(unlessGone(Promise.reject(named("Denied", "no")), "NotFound")).rejects.toThrow("no");
});

test("the items of every page come in order, and a page may have none", async () => {
  async function* pages() {
    yield { items: [1, 2] };
    yield {};
    yield { items: [3] };
  }
  expect(await everyItem(pages(), (page: { items?: number[] }) => page.items)).toEqual([1, 2, 3]);
});

test("waiting ends with the first answer, with an error of the look, or with the limit", async () => {
  let looks = 0;
  expect(await waitFor("the third look", 5, async () => (++looks === 3 ? looks : undefined))).toBe(3);
  expect(looks).toBe(3);
  await expect(waitFor("it", 5, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  await expect(waitFor("table a being ACTIVE", 0, async () => undefined)).rejects.toThrow(
    "table a being ACTIVE did not happen within 0 s",
  );
});

test("what was made is undone when a step after it fails, and named when that fails too", async () => {
  const undone: string[] = [];
  const undo = async () => {
    undone.push("table a");
  };
  await completeOrUndo("table a", async () => {}, undo);
  expect(undone).toEqual([]);

  const failing = () => Promise.reject(named("Limit", "too many"));
  await expect(completeOrUndo("table a", failing, undo)).rejects.toMatchObject({ name: "Limit", message: "too many" });
  expect(undone).toEqual(["table a"]);

  const denied = () => Promise.reject(named("Denied", "not allowed"));
  await expect(completeOrUndo("table a", failing, denied)).rejects.toThrow(
    "Limit: too many; table a was made by then and could not be deleted again: Denied: not allowed",
  );
});
