import { resolveTxt } from "node:dns/promises";
import { beforeEach, expect, test, vi } from "vitest";
import { readTextRecord } from "./text-record.ts";

vi.mock("node:dns/promises");
const resolve = vi.mocked(resolveTxt);
beforeEach(() => {
  resolve.mockReset();
});

test("joins the chunks of the one record", async () => {
  resolve.mockResolvedValue([["pri", "mary"]]);
  expect(await readTextRecord("role.api.pay.test")).toBe("primary");
  expect(resolve.mock.calls).toEqual([["role.api.pay.test"]]);
});

test.each([
  ["none", []],
  ["two", [["up"], ["down"]]],
])("%s is no answer", async (_, records) => {
  resolve.mockResolvedValue(records);
  await expect(readTextRecord("role.api.pay.test")).rejects.toThrow(
    new Error(`role.api.pay.test has ${records.length} TXT records, not one`),
  );
});

test("passes on the name server's silence", async () => {
  resolve.mockRejectedValue(new Error("queryTxt ETIMEOUT"));
  await expect(readTextRecord("role.api.pay.test")).rejects.toThrow("queryTxt ETIMEOUT");
});
