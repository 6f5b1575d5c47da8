import type { PlannedStep, ProgressEvent } from "@tandem/orchestrator";
import { Listr } from "listr2";
import type { ListrTask } from "listr2";

type Ended = Pick<Extract<ProgressEvent, { type: "ended" }>, "seconds" | "error">;

/** A planned step on its way: waiting, running, ended, or passed over because it never began. */
interface Running {
  readonly started: PromiseWithResolvers<boolean>;
  readonly ended: PromiseWithResolvers<Ended>;
  detail: string;
  show: (text: string) => void;
}

/** A tree on the terminal that redraws: every planned step, what runs, for how long, and how it ended. */
export function liveProgress(): {
  readonly emit: (event: ProgressEvent) => void;
  readonly finish: () => Promise<void>;
} {
  const steps = new Map<string, Running>();
  let drawn: Promise<unknown> = Promise.resolve();

  const task = ({ id, title, steps: inner }: PlannedStep): ListrTask => {
    const step: Running = {
      started: Promise.withResolvers(),
      ended: Promise.withResolvers(),
      detail: "",
      show: () => undefined,
    };
    steps.set(id, step);
    const children = inner?.map(task);
    return {
      title,
      task: async (_, self) => {
        step.show = (text) => {
          self.output = text;
        };
        self.output = "waiting";
        if (!(await step.started.promise)) return self.skip(`${title}: not run`);
        self.output = "";
        if (children !== undefined) return self.newListr(children, { concurrent: true, exitOnError: false });
        const { seconds, error } = await step.ended.promise;
        if (error !== undefined) throw new Error(`${title}: ${error.split("\n")[0] ?? ""}`);
        self.title = `${title} (${seconds.toFixed(1)} s)${step.detail === "" ? "" : `: ${step.detail}`}`;
        return undefined;
      },
    };
  };
  /** Lets go of a step that has not begun, so that the tree can go on to the next. */
  const passOver = (step: Running): void => {
    step.started.resolve(false);
    step.ended.resolve({ seconds: 0, error: undefined });
  };
  return {
    emit: (event) => {
      if (event.type === "planned") {
        drawn = new Listr(event.steps.map(task), {
          concurrent: false,
          // Ctrl-C is handled in main.ts, which lets the run clean up.
          registerSignalListeners: false,
          exitOnError: false,
          rendererOptions: { collapseSubtasks: false, collapseErrors: false, showErrorMessage: true },
        }).run();
        return;
      }
      const step = steps.get(event.id);
      if (step === undefined) return;
      switch (event.type) {
        case "started":
          // Phases follow one another: whatever stands before one that begins, and did not begin, is passed over.
          if (!event.id.includes("/")) {
            for (const [id, earlier] of steps) {
              if (id === event.id) break;
              if (!id.startsWith(`${event.id}/`)) passOver(earlier);
            }
          }
          step.started.resolve(true);
          return;
        case "detail":
          step.detail = event.text;
          step.show(event.text);
          return;
        case "ended":
          step.ended.resolve(event);
      }
    },
    finish: async () => {
      for (const step of steps.values()) passOver(step);
      await drawn;
    },
  };
}
