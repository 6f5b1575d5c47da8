/** A layer as a run announces it. */
export interface AnnouncedLayer {
  readonly id: string;
  /** The layers that it waits for in this run; in a teardown those that stand on it. */
  readonly dependsOn: readonly string[];
  /** How long it took in the last run that did the same, and how many steps; undefined where none is known. */
  readonly expected?: { readonly seconds?: number; readonly steps: number };
}

export const runCommands = ["plan", "up", "down", "drift"] as const;
export type RunCommand = (typeof runCommands)[number];

/** What a layer is busy with. */
export type LayerPhase = "recover" | "preview" | "up" | "gate" | "drift" | "destroy";

/** How a layer ended. `unchanged` needed nothing; `blocked` waits for one that failed; `stopped` was not begun. */
export const layerStatuses = ["done", "unchanged", "failed", "blocked", "stopped"] as const;
export type LayerStatus = (typeof layerStatuses)[number];

/** One thing that happened in a run across layers: what the display draws and `--json` prints, a line each. */
export type RolloutEvent =
  | {
      readonly type: "run-started";
      readonly command: RunCommand;
      readonly environment: string;
      /** Names the run in the ledger. */
      readonly run: string;
      readonly layers: readonly AnnouncedLayer[];
    }
  | { readonly type: "layer-phase"; readonly layer: string; readonly phase: LayerPhase }
  | {
      readonly type: "layer-step";
      readonly layer: string;
      readonly operation: string;
      readonly resourceType: string;
      readonly name: string;
      /** Steps begun so far, in this phase. */
      readonly count: number;
    }
  | { readonly type: "layer-message"; readonly layer: string; readonly text: string }
  | {
      readonly type: "layer-ended";
      readonly layer: string;
      readonly status: LayerStatus;
      readonly seconds: number;
      /** Why it failed, was not begun, or needed nothing; the engine's words where it failed. */
      readonly reason?: string;
      /** The file with the engine's full output. */
      readonly log?: string;
    }
  | { readonly type: "run-ended"; readonly ok: boolean; readonly seconds: number };

/** Gets every event of a run, in order. */
export type EmitRollout = (event: RolloutEvent) => void;
