import type { LayerDrift } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { driftLines } from "./drift.ts";

const clean: LayerDrift = { id: "shared", status: "clean", drift: [], owned: [], error: null };
const key = { urn: "urn:key", type: "aws:kms/key:Key", name: "data-key" };

it("shows what differs, what is gone, and what others own", () => {
  const text = driftLines({
    layers: [
      {
        ...clean,
        status: "drifted",
        drift: [
          { ...key, operation: "update", properties: ["description", "tags.hand"] },
          { ...key, operation: "update", properties: [] },
          { ...key, operation: "delete", properties: [] },
        ],
      },
      {
        ...clean,
        id: "standby-region",
        owned: [{ urn: "urn:a::b::ledger", property: "concurrency", owner: "controller", reason: "it scales" }],
      },
      { ...clean, id: "global/traffic", status: "missing" },
    ],
  });
  expect(text).toBe(`x  shared: drifted
     aws:kms/key:Key data-key: description, tags.hand
     aws:kms/key:Key data-key: differs in what the provider does not name
     aws:kms/key:Key data-key: gone
ok standby-region: clean
     (ledger: concurrency is the controller's: it scales)
-  global/traffic: the stack does not exist
3 resources drifted
`);
});

it("never counts a layer that could not be looked at as clean", () => {
  expect(driftLines({ layers: [clean, { ...clean, id: "x", status: "unknown", error: "the stack\nis locked" }] })).toBe(
    `ok shared: clean
?  x: unknown
     the stack
     is locked
0 resources drifted, 1 of the layers unknown
`,
  );
});
