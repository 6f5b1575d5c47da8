import { TandemError } from "@tandem/config";
import { parseOutputs } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { digestOf, programDigests } from "../digest/digest.ts";
import type { Digest, ProgramDigests } from "../digest/digest.ts";
import { LedgerBook } from "../ledger/ledger.ts";
import type { Checkpoint } from "../ports.ts";
import type { LayerState } from "./due.ts";
import { whyStale } from "./due.ts";
import type { RolloutOptions } from "./options.ts";
import { selectLayers, upstreamOf } from "./select.ts";

/** What the layers of one run share. */
export interface RolloutContext {
  readonly options: RolloutOptions;
  /** Names the run. */
  readonly run: string;
  readonly book: LedgerBook;
  /** Those that the run takes, in rollout order. */
  readonly chosen: readonly Layer[];
  readonly programs: ProgramDigests;
  /** By layer, as the run began. */
  readonly checkpoints: Map<string, Checkpoint | undefined>;
  /** Ids of the layers whose stacks were locked then: their engines may have written more since. */
  readonly held: ReadonlySet<string>;
  /** By layer, as their contracts parse them; a layer's are here before one that needs it begins. */
  readonly outputs: Map<string, Readonly<Record<string, unknown>>>;
}

/**
 * Reads everything that a run starts from.
 * @throws TandemError for an unknown layer, and where a layer that stays out is not fit to build on
 */
export async function openRun(options: RolloutOptions, run: string): Promise<RolloutContext> {
  const { root, environment, layers, engine, store, versions } = options;
  const chosen = selectLayers(layers, options.selection);
  const upstream = upstreamOf(layers, chosen);
  const [book, programs, stacks] = await Promise.all([
    LedgerBook.open(store, environment),
    programDigests(root, layers, versions),
    Promise.all(
      [...upstream, ...chosen].map(async (layer) => {
        const held = ((await store.stackLocks(layer)) ?? []).length > 0;
        return { id: layer.id, held, checkpoint: await engine.checkpoint(layer) };
      }),
    ),
  ]);
  const context: RolloutContext = {
    options,
    run,
    book,
    chosen,
    programs,
    checkpoints: new Map(stacks.map(({ id, checkpoint }) => [id, checkpoint])),
    held: new Set(stacks.flatMap(({ id, held }) => (held ? [id] : []))),
    outputs: new Map(),
  };
  await standOn(context, upstream);
  return context;
}

/** A layer as the run finds it. */
export async function stateOf(
  { options, book, programs, checkpoints, outputs }: RolloutContext,
  layer: Layer,
): Promise<LayerState> {
  const checkpoint = checkpoints.get(layer.id);
  const digest: Digest = await digestOf(layer, {
    root: options.root,
    programs,
    upstream: outputs,
    checkpointUpdatedAt: checkpoint?.updatedAt,
  });
  return { entry: book.ledger.layers[layer.id], checkpoint, digest };
}

/** Takes over the outputs of layers that stay out of the run. @throws TandemError that names each that is not fit */
async function standOn(context: RolloutContext, upstream: readonly Layer[]): Promise<void> {
  const { environment, selection } = context.options;
  const problems: string[] = [];
  for (const layer of upstream) {
    const { checkpoint, ...state } = await stateOf(context, layer);
    const problem = whyStale({ checkpoint, ...state }) ?? unfit(context, layer, checkpoint);
    if (problem !== undefined) problems.push(`  ${layer.id} ${problem}`);
  }
  if (problems.length === 0) return;
  const flags = (selection.only ?? []).map((id) => `--layer ${id}`).join(" ");
  const byHand = context.chosen.map(
    ({ contract, stackName }) => `pulumi -C stacks/${contract.project} up -s ${stackName}`,
  );
  throw new TandemError(
    "upstream-not-ready",
    `${context.chosen.map(({ id }) => id).join(", ")} cannot be rolled out alone\n${problems.join("\n")}`,
    { hint: `tandem up ${environment} ${flags} --with-upstream; or, on what stands: ${byHand.join("; then ")}` },
  );
}

function unfit(context: RolloutContext, layer: Layer, checkpoint: Checkpoint | undefined): string | undefined {
  try {
    context.outputs.set(layer.id, parseOutputs(layer.contract, context.options.environment, checkpoint?.outputs ?? {}));
    return undefined;
  } catch (error) {
    if (!(error instanceof TandemError)) throw error;
    return `does not keep its contract: ${error.message}`;
  }
}
