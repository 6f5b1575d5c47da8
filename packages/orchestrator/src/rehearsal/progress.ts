import type { EmitRollout, RolloutEvent } from "../rollout/events.ts";

/** A step that a run means to take, with the steps inside it. */
export interface PlannedStep {
  /** Unique in the run; a step inside another begins with the other's id and a slash. */
  readonly id: string;
  readonly title: string;
  readonly steps?: readonly PlannedStep[];
}

/** One thing that happened in a run, for whoever shows it. */
export type ProgressEvent =
  | { readonly type: "planned"; readonly steps: readonly PlannedStep[] }
  | { readonly type: "started"; readonly id: string; readonly title: string }
  | { readonly type: "detail"; readonly id: string; readonly text: string }
  | { readonly type: "ended"; readonly id: string; readonly seconds: number; readonly error: string | undefined };

/** Turns work into progress events. */
export class ProgressSink {
  readonly #emit: (event: ProgressEvent) => void;
  readonly #titles = new Map<string, string>();

  constructor(emit: (event: ProgressEvent) => void) {
    this.#emit = emit;
  }

  /** Says which steps will come, before the first. */
  plan(steps: readonly PlannedStep[]): void {
    const remember = ({ id, title, steps: inner }: PlannedStep): void => {
      this.#titles.set(id, title);
      inner?.forEach(remember);
    };
    steps.forEach(remember);
    this.#emit({ type: "planned", steps });
  }

  /**
   * Runs one planned step; what it told last is shown beside its title. `problem` says what is wrong with a value, so
   * that a step can end badly without throwing.
   */
  async step<T>(
    id: string,
    run: (tell: (text: string) => void) => Promise<T>,
    problem: (value: T) => string | undefined = () => undefined,
  ): Promise<T> {
    this.#emit({ type: "started", id, title: this.#titles.get(id) ?? id });
    const started = performance.now();
    const ended = (error: string | undefined): void =>
      this.#emit({ type: "ended", id, seconds: (performance.now() - started) / 1000, error });
    try {
      const value = await run((text) => this.#emit({ type: "detail", id, text }));
      ended(problem(value));
      return value;
    } catch (error) {
      ended(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  /** Shows the layers of a run as the steps inside a planned one, `<id>/<layer>`; a layer that is not begun is none. */
  follow(id: string): EmitRollout {
    const begun = new Map<string, { readonly started: number; steps: number }>();
    const begin = (layer: string) => {
      const known = begun.get(layer);
      if (known !== undefined) return known;
      const step = `${id}/${layer}`;
      this.#emit({ type: "started", id: step, title: this.#titles.get(step) ?? step });
      const fresh = { started: performance.now(), steps: 0 };
      begun.set(layer, fresh);
      return fresh;
    };
    const tell = (layer: string, text: string): void => this.#emit({ type: "detail", id: `${id}/${layer}`, text });
    return (event) => {
      switch (event.type) {
        case "run-started":
        case "run-ended":
          return;
        case "layer-phase":
          begin(event.layer);
          return tell(event.layer, event.phase);
        case "layer-message":
          begin(event.layer);
          return tell(event.layer, event.text);
        case "layer-step":
          begin(event.layer).steps += 1;
          return tell(event.layer, event.name);
        case "layer-ended": {
          const { layer, status } = event;
          const isWrong = status !== "done" && status !== "unchanged";
          if (!begun.has(layer) && (status === "blocked" || status === "stopped")) return;
          const { started, steps } = begin(layer);
          tell(layer, status === "done" ? `${steps} steps` : reasonOf(event));
          const seconds = (performance.now() - started) / 1000;
          this.#emit({ type: "ended", id: `${id}/${layer}`, seconds, error: isWrong ? reasonOf(event) : undefined });
        }
      }
    };
  }
}

function reasonOf({ reason, status }: Extract<RolloutEvent, { type: "layer-ended" }>): string {
  return reason ?? status;
}
