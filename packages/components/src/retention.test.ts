import { expect, it } from "vitest";
import { retentionOptions } from "./retention.ts";

it("protects what is kept, and nothing that is disposable", () => {
  expect(retentionOptions("keep")).toEqual({ protect: true, retainOnDelete: true });
  expect(retentionOptions("disposable")).toEqual({ protect: false, retainOnDelete: false });
});
