import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { TandemError } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import { z } from "zod";
import { changedParts } from "../digest/digest.ts";
import type { Digest } from "../digest/digest.ts";
import { parseJson } from "../parse-json.ts";
import { unlessGone } from "../state/file-documents.ts";
import { portablePlan } from "./plan-file.ts";

const PLAN = "plan.json";

const layerSchema = z.object({
  id: z.string(),
  stack: z.string(),
  /** The engine's plan, in the same folder. */
  file: z.string().regex(/^[\w.-]+$/),
  /** Of that file. */
  sha256: z.string(),
  /** What the plan was made from; outputs of other layers that were not known yet are left out. */
  digest: z.record(z.string(), z.string()),
});

/** What `plan.json` holds. */
const savedPlanSchema = z.object({
  schemaVersion: z.literal(1),
  environment: z.string(),
  /** ISO 8601 */
  madeAt: z.string(),
  /** In rollout order. */
  layers: z.array(layerSchema),
});

/** A plan in a folder, held against what it says of itself. */
export interface SavedPlan extends z.infer<typeof savedPlanSchema> {
  readonly folder: string;
}

/** A layer to save: where the engine left its plan, and what it was made from. */
export interface PlanToSave {
  readonly layer: Layer;
  readonly engineFile: string;
  readonly digest: Digest;
}

/** Saves a plan in a folder, in place of one that was there. Holds no secret value. */
export async function savePlan(
  folder: string,
  environment: string,
  layers: readonly PlanToSave[],
  madeAt = new Date(),
): Promise<void> {
  await mkdir(folder, { recursive: true });
  // A folder without it is no plan, so that one cut off in the middle is none either.
  await rm(join(folder, PLAN), { force: true });
  const saved = await Promise.all(
    layers.map(async ({ layer, engineFile, digest }) => {
      const text = portablePlan(await readFile(engineFile, "utf8"));
      const file = `${layer.id.replace("/", "-")}.json`;
      await writeFile(join(folder, file), text, { mode: 0o600 });
      return { id: layer.id, stack: layer.stackName, file, sha256: sha256(text), digest };
    }),
  );
  const plan = savedPlanSchema.parse({ schemaVersion: 1, environment, madeAt: madeAt.toISOString(), layers: saved });
  await writeFile(join(folder, PLAN), `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600 });
}

/**
 * Reads a plan and checks that it is whole, and of this environment and these layers.
 * @throws TandemError with every problem
 */
export async function readPlan(folder: string, environment: string, layers: readonly Layer[]): Promise<SavedPlan> {
  const again = `./tandem plan ${environment} --save ${folder}`;
  const refuse = (problems: readonly string[]): TandemError =>
    new TandemError("plan-unusable", `the plan in ${folder} cannot be used\n${lines(problems)}`, { hint: again });
  const text = await unlessGone(readFile(join(folder, PLAN), "utf8"));
  if (text === undefined) throw refuse([`${PLAN} is missing`]);
  const parsed = savedPlanSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw refuse(parsed.error.issues.map(({ path, message }) => `${[PLAN, ...path].join(".")}: ${message}`));
  }
  const plan = parsed.data;
  const planned = plan.layers.map(({ id }) => id);
  const wanted = layers.map(({ id }) => id);
  const files = await Promise.all(
    plan.layers.map(async ({ id, file, sha256: expected }) => {
      const content = await unlessGone(readFile(join(folder, file), "utf8"));
      if (content === undefined) return [`${file} is missing`];
      return sha256(content) === expected ? [] : [`${file} is not the one that was saved for ${id}`];
    }),
  );
  const problems = [
    ...(plan.environment === environment ? [] : [`it is of ${plan.environment}, not of ${environment}`]),
    ...wanted.filter((id) => !planned.includes(id)).map((id) => `it does not have ${id}`),
    ...planned.filter((id) => !wanted.includes(id)).map((id) => `it has ${id}, which ${environment} does not have`),
    ...files.flat(),
  ];
  if (problems.length > 0) throw refuse(problems);
  return { ...plan, folder };
}

/** The engine's plan of a layer, for `LayerEngine.up`. @throws TandemError when the plan does not have the layer */
export function planFileFor(plan: SavedPlan, layer: Layer): string {
  return resolve(plan.folder, planOf(plan, layer).file);
}

/**
 * The parts of a layer's digest that are not what the plan was made from. Compare before the layer's stack is made:
 * making it may write a salt into its file. What the plan did not know yet is held by the engine, not here.
 */
export function changedSincePlan(plan: SavedPlan, layer: Layer, now: Digest): readonly string[] {
  const { digest } = planOf(plan, layer);
  return changedParts(digest, now).filter((part) => part in digest || !part.startsWith("upstream:"));
}

function planOf(plan: SavedPlan, { id }: Layer): SavedPlan["layers"][number] {
  const found = plan.layers.find((layer) => layer.id === id);
  if (found !== undefined) return found;
  throw new TandemError("plan-unusable", `the plan in ${plan.folder} does not have ${id}`, {
    hint: `./tandem plan ${plan.environment} --save ${plan.folder}`,
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function lines(problems: readonly string[]): string {
  return problems.map((problem) => `  ${problem}`).join("\n");
}
