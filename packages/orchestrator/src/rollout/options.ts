import type { Layer } from "@tandem/contracts";
import type { Runner } from "../ledger/lock.ts";
import type { Checkpoint, LayerEngine, LayerPreview, StateStore } from "../ports.ts";
import type { LayerState } from "./due.ts";
import type { EmitRollout } from "./events.ts";
import type { Probe } from "./gate.ts";
import type { Selection } from "./select.ts";

/** What a rollout works with. */
export interface RolloutOptions {
  readonly root: string;
  readonly environment: string;
  /** Every layer of the environment, in rollout order. */
  readonly layers: readonly Layer[];
  readonly selection: Selection;
  readonly engine: Pick<LayerEngine, "create" | "up" | "preview" | "checkpoint">;
  readonly store: StateStore;
  readonly runner: Runner;
  /** Of what runs the programs, by name. */
  readonly versions: Readonly<Record<string, string>>;
  readonly call: Probe["call"];
  /** Rejects where a layer that is due may not be changed now, before anything of it is touched. @default all may be */
  readonly guard?: (layer: Layer) => Promise<void>;
  readonly checkerReports: Probe["checkerReports"];
  /** Settles what a killed run left of a layer, before its own operation. */
  readonly recover: (layer: Layer, options: RecoverOptions) => Promise<unknown>;
  /**
   * The file of the saved plan that a layer is held to; rejects where the plan was made from something else than what
   * the run found. @default none
   */
  readonly planOf?: (layer: Layer, found: LayerState, signal: AbortSignal) => Promise<string>;
  /** Shows what a layer's update would do, and asks; false ends the run there. @default nobody is asked */
  readonly ask?: (question: LayerQuestion) => Promise<boolean>;
  readonly emit: EmitRollout;
  /** The file with the engine's full output. */
  readonly logOf: (layer: Pick<Layer, "id">) => string;
  /** No further layer is begun once it is aborted. */
  readonly stop: AbortSignal;
  /** Cancels what runs. */
  readonly signal: AbortSignal;
}

/** What a recovery gets. */
export interface RecoverOptions {
  readonly emit: EmitRollout;
  readonly signal: AbortSignal;
  /** The layer's state as the run found it. @default read anew */
  readonly checkpoint?: Checkpoint;
}

/** What is asked before a layer's update. */
export interface LayerQuestion {
  readonly layer: Layer;
  /** Why it needs one. */
  readonly reason: string;
  readonly preview: LayerPreview;
}
