import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { propertiesSetLater, qualifiedTypeOf } from "@tandem/config";
import { projectName } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { z } from "zod";
import type { Ground } from "./ground.ts";
import { recover } from "./interrupted.ts";

/** What is not looked for, but made once more: by the next `up`, whatever it belongs to having been found. */
const madeTwice = new Set([
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:acm/certificateValidation:CertificateValidation",
]);

/**
 * What recovery found of a whole environment that was forgotten, all layers together, beside what it took over. What is made
 * once more has been made when it returns.
 */
export async function forgetAndRecover(ground: Ground) {
  const reports = await Promise.all(
    ground.layers.map(async (layer) => {
      const isWhole = await forget(ground, layer);
      const report = await recover(ground, layer);
      if (!isWhole) await ground.engine().up(layer, {});
      return report;
    }),
  );
  return {
    locks: reports.flatMap(({ locks }) => locks).length,
    cleared: reports.flatMap(({ cleared }) => cleared),
    unfinished: reports.flatMap(({ unfinished }) => unfinished),
  };
}

/**
 * Makes a layer's state say of everything that it was being created, as if no answer had ever arrived. What others own
 * and a second call sets is taken out of what was asked for: with it, a resource would be made again.
 * @returns whether recovery finds all of it
 */
async function forget({ store }: Ground, { contract, stackName }: Layer): Promise<boolean> {
  const file = join(fileURLToPath(store.url), ".pulumi/stacks", projectName(contract), `${stackName}.json`);
  const stored = stateSchema.parse(JSON.parse(await readFile(file, "utf8")));
  const { latest } = stored.checkpoint;
  const isMade = ({ type }: { type: string }): boolean => type.startsWith("aws:");
  const known = latest.resources.filter(({ type }) => !madeTwice.has(type));
  const pending = known.filter(isMade).map(({ id: _id, outputs: _outputs, inputs, ...resource }) => {
    const owned = propertiesSetLater(qualifiedTypeOf(resource.urn));
    const asked = Object.entries(inputs).filter(([property]) => !owned.includes(property));
    return { resource: { ...resource, inputs: Object.fromEntries(asked) }, type: "creating" };
  });
  const resources = known.filter((resource) => !isMade(resource));
  const checkpoint = { ...stored.checkpoint, latest: { ...latest, resources, pending_operations: pending } };
  await writeFile(file, JSON.stringify({ ...stored, checkpoint }));
  return known.length === latest.resources.length;
}

const stateSchema = z.looseObject({
  checkpoint: z.looseObject({
    latest: z.looseObject({
      resources: z.array(
        z.looseObject({
          urn: z.string(),
          type: z.string(),
          id: z.string().optional(),
          inputs: z.record(z.string(), z.unknown()).default({}),
          outputs: z.unknown().optional(),
        }),
      ),
    }),
  }),
});
