import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { describeParts } from "../digest/describe.ts";
import type { LayerEngine } from "../ports.ts";
import type { LayerState } from "../rollout/due.ts";
import { beyondPlan } from "./beyond-plan.ts";
import { portablePlan } from "./plan-file.ts";
import { changedSincePlan, planFileFor } from "./saved.ts";
import type { SavedPlan } from "./saved.ts";

/** A layer as a rollout found it, before its stack is made. */
type FoundLayer = Pick<LayerState, "digest" | "checkpoint">;

/**
 * The file that a rollout holds a layer to.
 * @throws TandemError `plan-outdated` when the plan was made from something else, with what a preview of a stack that is
 *   there would do otherwise; from there on the engine holds it
 */
export function holdToPlan(
  plan: SavedPlan,
  engine: Pick<LayerEngine, "preview">,
): (layer: Layer, found: FoundLayer, signal: AbortSignal) => Promise<string> {
  return async (layer, { digest, checkpoint }, signal) => {
    const changed = changedSincePlan(plan, layer, digest);
    const file = planFileFor(plan, layer);
    if (changed.length === 0) return file;
    const beyond = checkpoint === undefined ? [] : await differences(engine, layer, file, signal);
    throw new TandemError(
      "plan-outdated",
      [
        `${layer.id} is not what the plan in ${plan.folder} was made from: ${describeParts(changed)}`,
        ...beyond.map((line) => `  ${line}`),
      ].join("\n"),
      { kind: "deploy", hint: `tandem plan ${plan.environment} --save ${plan.folder}` },
    );
  };
}

async function differences(
  engine: Pick<LayerEngine, "preview">,
  layer: Layer,
  saved: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "tandem-held-"));
  try {
    const now = join(folder, "plan.json");
    await engine.preview(layer, { plan: now, signal });
    return beyondPlan(await readFile(saved, "utf8"), portablePlan(await readFile(now, "utf8")));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
