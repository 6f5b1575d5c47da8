import { TandemError, propertiesSetLater, qualifiedTypeOf } from "@tandem/config";
import { projectName } from "@tandem/contracts";
import { z } from "zod";
import type { LayerStack, PendingImport } from "../ports.ts";
import { indent, plain, readPulumi, runPulumi } from "./cli.ts";
import type { CliOptions } from "./cli.ts";

/** What is to become of resources after their state was rewritten, by URN. */
export interface Unsettled {
  /** Their outputs are not known, or not known to be true. */
  readonly unread: string[];
  /**
   * Their creation ended halfway, or may have: before a property was set that no update sets, since others own it then.
   * They are to be deleted, and made again. Nothing stands on what was never seen made.
   */
  readonly unfinished: string[];
}

/**
 * Rewrites a stack's state so that nothing in it is pending, and tells what is to be done in the cloud now.
 * `pulumi refresh --import-pending-creates` is no way to do this: up to 3.259.0 it forgets the pending create and takes
 * nothing over.
 */
export async function rewritePending(
  options: CliOptions,
  stack: LayerStack,
  imports: readonly PendingImport[],
): Promise<Unsettled> {
  const named = ["--stack", stack.stackName];
  const exported = await readPulumi(options, stack, "state", ["stack", "export", ...named]);
  const { state, ...unsettled } = settled(JSON.parse(exported ?? "{}"), imports);
  const { failed, stderr } = await runPulumi(options, stack, ["stack", "import", ...named], JSON.stringify(state));
  if (!failed) return unsettled;
  throw new TandemError(
    "state-unwritable",
    `the state of ${projectName(stack.contract)}/${stack.stackName} cannot be written\n${indent(plain(stderr))}`,
    { kind: "deploy", hint: "./tandem doctor" },
  );
}

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string().optional(),
  custom: z.boolean().optional(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

const exportSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(resourceSchema).default([]),
    pending_operations: z.array(z.looseObject({ resource: resourceSchema, type: z.string() })).default([]),
  }),
});

/**
 * An exported state without pending operations: what the imports name is among its resources, with the inputs that it
 * was asked for.
 */
export function settled(exported: unknown, imports: readonly PendingImport[]): Unsettled & { readonly state: unknown } {
  const { deployment, ...rest } = exportSchema.parse(exported);
  const { pending_operations: operations, resources, ...others } = deployment;
  const ids = new Map(imports.map(({ urn, id }) => [urn, id]));
  const creates = new Map(
    operations.filter(({ type }) => type === "creating").map(({ resource }) => [resource.urn, resource]),
  );
  const made = [...creates.values()].flatMap((resource) => {
    const id = ids.get(resource.urn);
    return id === undefined ? [] : [{ ...resource, id, outputs: {} }];
  });
  const replaced = new Set(made.map(({ urn }) => urn));
  // A create beside a resource of the same URN is the first half of its replacement; the old one still is to go.
  const kept = resources.map((resource) => (replaced.has(resource.urn) ? { ...resource, delete: true } : resource));
  const known = new Set(resources.map(({ urn }) => urn));
  const interrupted = operations.map(({ resource }) => resource.urn).filter((urn) => known.has(urn));
  const unread = resources.filter(
    ({ custom, id = "", outputs = {} }) => custom === true && id !== "" && Object.keys(outputs).length === 0,
  );
  const halfMade = imports.filter(({ isHalfMade }) => isHalfMade === true).map(({ urn }) => urn);
  const unfinished = new Set([...halfMade, ...[...made, ...unread].filter(mayLackOwned).map(({ urn }) => urn)]);
  const toRead = new Set([...replaced, ...interrupted, ...unread.map(({ urn }) => urn)]);
  return {
    state: { ...rest, deployment: { ...others, resources: [...kept, ...made] } },
    unread: [...toRead].filter((urn) => !unfinished.has(urn)),
    unfinished: [...unfinished],
  };
}

/** Whether it was asked for with a property that its program leaves alone once it is made. */
function mayLackOwned({ urn, inputs = {} }: z.infer<typeof resourceSchema>): boolean {
  return propertiesSetLater(qualifiedTypeOf(urn)).some((property) => inputs[property] !== undefined);
}
