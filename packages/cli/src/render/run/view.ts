import type { RolloutEvent } from "@tandem/orchestrator";

type Announced = Extract<RolloutEvent, { type: "run-started" }>["layers"][number];
type Phase = Extract<RolloutEvent, { type: "layer-phase" }>["phase"];
type Ended = Extract<RolloutEvent, { type: "layer-ended" }>;

/** A layer as far as its events have told. */
export interface LayerView {
  readonly id: string;
  /** The layers that it waits for in this run. */
  readonly waitsFor: readonly string[];
  readonly expected: Announced["expected"];
  /** Undefined before it is begun. */
  readonly phase: Phase | undefined;
  /** Milliseconds on the clock that the events were taken in with. */
  readonly begunAt: number;
  /** Steps of the phase. */
  readonly count: number;
  /** Steps of the last phase that took any: a gate takes none. */
  readonly taken: number;
  /** What it does at the moment. */
  readonly doing: string;
  readonly ended: Ended | undefined;
}

/** A run as far as its events have told. */
export interface RunView {
  readonly command: string;
  readonly environment: string;
  readonly begunAt: number;
  /** In the order in which they were announced. */
  readonly layers: readonly LayerView[];
  readonly ended: Extract<RolloutEvent, { type: "run-ended" }> | undefined;
}

/** A run before its first event. */
export const nothingYet: RunView = { command: "", environment: "", begunAt: 0, layers: [], ended: undefined };

/** The view after one more event. @param now milliseconds on a clock that only moves forward */
export function after(view: RunView, event: RolloutEvent, now: number): RunView {
  switch (event.type) {
    case "run-started": {
      const { command, environment } = event;
      return { command, environment, begunAt: now, layers: event.layers.map(waiting), ended: undefined };
    }
    case "layer-phase": {
      const { phase } = event;
      return changed(view, event.layer, (layer) => ({
        phase,
        count: 0,
        doing: "",
        begunAt: layer.phase === undefined ? now : layer.begunAt,
      }));
    }
    case "layer-step":
      return changed(view, event.layer, () => ({
        count: event.count,
        taken: event.count,
        doing: `${event.operation} ${event.name}`,
      }));
    case "layer-message":
      return changed(view, event.layer, () => ({ doing: event.text }));
    case "layer-ended":
      return changed(view, event.layer, () => ({ ended: event }));
    case "run-ended":
      return { ...view, ended: event };
  }
}

/** The layers that are begun and not ended. */
export function running({ layers }: RunView): readonly LayerView[] {
  return layers.filter(({ phase, ended }) => phase !== undefined && ended === undefined);
}

function waiting({ id, dependsOn, expected }: Announced): LayerView {
  return {
    id,
    waitsFor: dependsOn,
    expected,
    phase: undefined,
    begunAt: 0,
    count: 0,
    taken: 0,
    doing: "",
    ended: undefined,
  };
}

function changed(view: RunView, id: string, change: (layer: LayerView) => Partial<LayerView>): RunView {
  return {
    ...view,
    layers: view.layers.map((layer) => (layer.id === id ? { ...layer, ...change(layer) } : layer)),
  };
}
