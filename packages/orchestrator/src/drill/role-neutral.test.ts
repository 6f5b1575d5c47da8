import type { Layer } from "@tandem/contracts";
import { expect, it } from "vitest";
import { roleChanges } from "./role-neutral.ts";

const layers = ["shared", "primary-region", "standby-region"].map(
  (id) => ({ id, dependsOn: ["shared"] }) as unknown as Layer,
);
const { signal } = new AbortController();

it("finds nothing where a second look changes nothing", async () => {
  expect(await roleChanges({ previewAfterRefresh: async () => ({ changes: [] }) }, layers, signal)).toEqual([]);
});

it("names each resource that would be moved back, and a layer that cannot be looked at", async () => {
  const engine = {
    previewAfterRefresh: async ({ id }: Layer) => {
      if (id === "shared") throw new Error("no engine");
      const changes = id === "primary-region" ? [{ operation: "update", type: "aws:x:Y", name: "one" }] : [];
      return { changes };
    },
  };
  expect(await roleChanges(engine, layers, signal)).toEqual([
    "shared: it could not be previewed again",
    "primary-region would change after roles have moved: update aws:x:Y one",
  ]);
});
