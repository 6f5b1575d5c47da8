import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Layer } from "@tandem/contracts";
import { z } from "zod";
import { environmentFile } from "../environment-files.ts";
import { layerFolder } from "../layers.ts";
import { unlessGone } from "../state/file-documents.ts";
import { entriesOf, workspaceModules } from "./modules.ts";
import type { Entries, LayerModules } from "./modules.ts";
import { remembered } from "./remembered.ts";
import type { AwsPlugin } from "../ports.ts";

/** Where Tandem's own plugins begin: aws, and awsx. */
const STAND_INS = ["plugin", "awsx"].map((folder) => join("packages", "rehearsal", "src", folder, "main.ts"));

/**
 * What a layer's update is made of, a hash for each part: `sources`, `lockfile`, `bundles`, `config`, `versions`,
 * `checkpoint`, and `upstream:<layer>.<key>` for each output of a layer that it reads. Where all are what they were, an
 * update has nothing to do.
 */
export type Digest = Readonly<Record<string, string>>;

/** The parts that come from the checkout and the machine: computed once for all layers. */
export interface ProgramDigests {
  /** By layer. */
  readonly sources: ReadonlyMap<string, string>;
  readonly bundles: ReadonlyMap<string, string>;
  /** The files of both, relative to the repository, by layer. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly lockfile: string;
  readonly versions: string;
}

/** What else a layer's digest is made of. */
export interface DigestInputs {
  readonly root: string;
  readonly programs: ProgramDigests;
  /** Outputs by layer, as their contracts parse them: of those among them that the layer reads. */
  readonly upstream: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** When the layer's stack was last written; undefined when there is none. */
  readonly checkpointUpdatedAt: string | undefined;
}

/**
 * Reads the sources of all layers' programs.
 * @param versions of what runs the programs, by name: the engine, its language host and plugins. Node's is added, and the
 *   sources of Tandem's own plugins where those are the ones: they have no version
 */
export async function programDigests(
  root: string,
  layers: readonly Layer[],
  versions: Readonly<Record<string, string>>,
): Promise<ProgramDigests> {
  const isStandIn = versions["awsPlugin"] === ("stand-in" satisfies AwsPlugin);
  const entries = entriesOf(root, layers, isStandIn ? STAND_INS : []);
  const { sources, bundles, files, lockfile, tools } = await remembered({
    root,
    question: [[...entries.layers], entries.handlers, entries.tools],
    answerSchema: foundSchema,
    find: () => findPrograms(root, layers, entries),
  });
  return {
    sources: new Map(Object.entries(sources)),
    bundles: new Map(Object.entries(bundles)),
    files: new Map(Object.entries(files)),
    lockfile,
    versions: hashValue({ ...versions, node: process.version, plugin: isStandIn ? tools : null }),
  };
}

const byLayerId = z.record(z.string(), z.string());

/** What is found from the checkout's files alone. */
const foundSchema = z.object({
  sources: byLayerId,
  bundles: byLayerId,
  files: z.record(z.string(), z.array(z.string())),
  lockfile: z.string(),
  tools: z.string(),
});

async function findPrograms(root: string, layers: readonly Layer[], entries: Entries) {
  const { byLayer: modules, tools, inputs } = await workspaceModules(root, layers, entries);
  const hashes = new Map<string, Promise<string>>();
  const hashOf = (file: string): Promise<string> => {
    const hash = hashes.get(file) ?? readFile(join(root, file)).then(hashBytes);
    hashes.set(file, hash);
    return hash;
  };
  const linesOf = (files: readonly string[]) => Promise.all(files.map(async (file) => `${file} ${await hashOf(file)}`));
  // Layers that run the same program have the same modules.
  const byLayer = async (hash: (of: LayerModules) => Promise<string>) => {
    const programs = [...new Set(modules.values())];
    const byProgram = new Map(await Promise.all(programs.map(async (of) => [of, await hash(of)] as const)));
    return Object.fromEntries([...modules].map(([id, of]) => [id, byProgram.get(of) ?? ""]));
  };
  const answer = {
    sources: await byLayer(async ({ program, files }) => {
      const manifests = await linesOf(files.filter((file) => basename(file) === "package.json"));
      return hashBytes([...manifests, program].join("\n"));
    }),
    bundles: await byLayer(async ({ bundles }) => hashBytes((await linesOf(bundles)).join("\n"))),
    files: Object.fromEntries([...modules].map(([id, { files, bundles }]) => [id, [...files, ...bundles]])),
    lockfile: await hashOf("pnpm-lock.yaml"),
    tools: hashBytes(tools),
  };
  return { answer, files: inputs };
}

/** The layer's digest as things are now. */
export async function digestOf(
  layer: Layer,
  { root, programs, upstream, checkpointUpdatedAt }: DigestInputs,
): Promise<Digest> {
  const files = [join(layerFolder(layer), "Pulumi.yaml"), environmentFile(layer)];
  // A stack without settings of its own needs no file.
  const texts = await Promise.all(
    files.map(async (file) => (await unlessGone(readFile(join(root, file), "utf8"))) ?? ""),
  );
  const read = layer.dependsOn.flatMap((id) =>
    Object.entries(upstream.get(id) ?? {})
      // An optional output that is not published.
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`upstream:${id}.${key}`, hashValue(value)]),
  );
  return {
    sources: programs.sources.get(layer.id) ?? "",
    lockfile: programs.lockfile,
    bundles: programs.bundles.get(layer.id) ?? "",
    config: hashValue(texts),
    versions: programs.versions,
    ...checkpointPart(checkpointUpdatedAt),
    ...(Object.fromEntries(read) as Record<string, string>),
  };
}

/** The one part that an update itself changes. */
export function checkpointPart(updatedAt: string | undefined): { readonly checkpoint: string } {
  return { checkpoint: hashValue(updatedAt ?? null) };
}

/** The parts in which two digests differ, sorted; a part that only one of them has is one. */
export function changedParts(before: Digest, after: Digest): readonly string[] {
  const parts = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...parts].filter((part) => before[part] !== after[part]).toSorted();
}

/** The same for equal values, whatever the order of their keys. */
function hashValue(value: unknown): string {
  return hashBytes(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1)))
        : inner,
    ),
  );
}

function hashBytes(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}
