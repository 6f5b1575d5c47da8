import type { EnvironmentPlan, PlannedLayer } from "@tandem/orchestrator";
import { expect, it } from "vitest";
import { planText } from "./plan.ts";

const base = { urn: "", properties: [], replaceBecause: [], protect: false };
const layer = (id: string, more: Partial<PlannedLayer>): PlannedLayer => ({
  id,
  status: "planned",
  isNew: false,
  changes: [],
  unchanged: 0,
  outputs: [],
  callouts: [],
  seconds: 1,
  ...more,
});
const table = { kind: "replace", urn: "", type: "aws:dynamodb/table:Table", name: "workload" } as const;

it("shows each layer's changes, and the outputs that others read", () => {
  const plan: EnvironmentPlan = {
    environment: "dev",
    layers: [
      layer("shared", {
        isNew: true,
        changes: [{ ...base, kind: "create", type: "aws:kms/key:Key", name: "data-key" }],
        outputs: [{ key: "primaryKeyArn", change: "new", readers: ["primary-region"] }],
      }),
      layer("global/foundation", {
        unchanged: 7,
        changes: [
          { ...base, kind: "update", type: "aws:iam/role:Role", name: "a", properties: ["tags.owner"] },
          { ...base, ...table, replaceBecause: ["name"] },
          { ...base, kind: "delete", type: "aws:sns/topic:Topic", name: "b" },
        ],
        outputs: [{ key: "workloadTableArn", change: "unknown", readers: ["primary-region", "standby-region"] }],
        callouts: [
          { ...table, reason: "stateful", lost: "the items in it" },
          { ...table, reason: "protected" },
        ],
      }),
      layer("primary-region", { unchanged: 3 }),
    ],
  };
  expect(planText(plan, "plans/1")).toMatchInlineSnapshot(`
    "shared: new, 1 to create
      +  aws:kms/key:Key data-key
    global/foundation: 1 to update, 1 to replace, 1 to delete, 7 stay
      ~  aws:iam/role:Role a: tags.owner
      +- aws:dynamodb/table:Table workload: name
      -  aws:sns/topic:Topic b
      output workloadTableArn: may change, read by primary-region, standby-region
    primary-region: nothing to change, 3 stay
    look at these
      global/foundation: would replace aws:dynamodb/table:Table workload: you lose the items in it
      global/foundation: would replace aws:dynamodb/table:Table workload: it is protected, and Pulumi will refuse
    dev: 1 to create, 1 to update, 1 to replace, 1 to delete
    saved in plans/1; carry it out with: tandem up dev --plan plans/1
    "
  `);
});

it("says why a plan is refused, and that it was not saved", () => {
  const plan: EnvironmentPlan = {
    environment: "dev",
    layers: [
      layer("shared", {
        callouts: [{ ...table, reason: "pinned", outputs: ["workloadTableArn"], readers: ["primary-region"] }],
      }),
      { id: "primary-region", status: "failed", error: new Error("preview failed\nbecause") },
      { id: "global/traffic", status: "blocked", because: "primary-region is not done" },
    ],
  };
  expect(planText(plan, "plans/1")).toMatchInlineSnapshot(`
    "shared: nothing to change
    primary-region: cannot be previewed
      preview failed
      because
    global/traffic: not previewed: primary-region is not done
    dev: nothing to change
    this plan is refused
      shared: would replace aws:dynamodb/table:Table workload, which is pinned by workloadTableArn, which primary-region may read; make workload-v2 beside it, publish that one, roll out, and take workload away in a second rollout
      primary-region cannot be previewed
      global/traffic was not previewed: primary-region is not done
    "
  `);
});
