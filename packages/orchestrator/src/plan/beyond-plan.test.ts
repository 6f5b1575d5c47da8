import { expect, it } from "vitest";
import { UNKNOWN } from "../unknown.ts";
import { beyondPlan } from "./beyond-plan.ts";

const urn = "urn:pulumi:dev::tandem-shared::tandem:security:RecoveryRole$aws:iam/role:Role::recovery";

/** An engine's plan of one resource. */
function plan(step: string, inputDiff: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ resourcePlans: { [urn]: { steps: [step], goal: { inputDiff } } } });
}

it("agrees with itself, and where either side does not know yet", () => {
  const known = plan("create", { adds: { name: "a", tags: { owner: "x", urn: "y" } } });
  expect(beyondPlan(known, known)).toEqual([]);
  expect(beyondPlan(plan("create", { adds: { name: UNKNOWN, tags: { owner: UNKNOWN, urn: "y" } } }), known)).toEqual(
    [],
  );
  expect(beyondPlan(plan("same"), plan("same"))).toEqual([]);
});

it("names the resource and its properties, and no value", () => {
  const updated = plan("update", { updates: { assumeRolePolicy: "secret" }, deletes: ["path"] });
  expect(beyondPlan(plan("same"), updated)).toEqual([
    "aws:iam/role:Role recovery: update of assumeRolePolicy, path is not in the plan",
  ]);
  expect(beyondPlan(plan("update", { updates: { assumeRolePolicy: "other" }, deletes: ["path"] }), updated)).toEqual([
    "aws:iam/role:Role recovery: assumeRolePolicy would not be as planned",
  ]);
});

it("names what the plan does not have, and what is not needed any more", () => {
  const nothing = JSON.stringify({});
  expect(beyondPlan(nothing, plan("delete"))).toEqual(["aws:iam/role:Role recovery: delete is not in the plan"]);
  expect(beyondPlan(plan("delete"), nothing)).toEqual([
    "aws:iam/role:Role recovery: the plan has delete, which is not needed any more",
  ]);
});
