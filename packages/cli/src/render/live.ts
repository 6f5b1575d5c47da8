import type { PlannedStep, ProgressEvent } from "@tandem/orchestrator";
import { Listr } from "listr2";
import type { ListrTask } from "listr2";

interface Running {
  readonly begin: () => void;
  readonly end: (event: { readonly seconds: number; readonly error: string | undefined }) => void;
  detail(text: string): void;
}

/** A tree on the terminal that redraws: every planned step, what runs, for how long, and how it ended. */
export function liveProgress(): {
  readonly emit: (event: ProgressEvent) => void;
  readonly finish: () => Promise<void>;
} {
  const steps = new Map<string, Running>();
  let drawn: Promise<unknown> = Promise.resolve();

  const task = (planned: PlannedStep): ListrTask => {
    const started = Promise.withResolvers<boolean>();
    const ended = Promise.withResolvers<{ readonly seconds: number; readonly error: string | undefined }>();
    let show: (text: string) => void = () => undefined;
    steps.set(planned.id, {
      begin: () => started.resolve(true),
      end: (event) => {
        // A step that never began is passed over.
        started.resolve(false);
        ended.resolve(event);
      },
      detail: (text) => show(text),
    });
    const inner = planned.steps?.map(task);
    return {
      title: planned.title,
      task: async (_, self) => {
        if (!(await started.promise)) return self.skip(`${planned.title} (not run)`);
        show = (text) => {
          self.output = text;
        };
        if (inner !== undefined) {
          return self.newListr(inner, { concurrent: true, exitOnError: false });
        }
        const { seconds, error } = await ended.promise;
        if (error !== undefined) throw new Error(`${planned.title}: ${error.split("\n")[0] ?? error}`);
        self.title = `${planned.title} (${seconds.toFixed(1)} s)`;
        return undefined;
      },
      rendererOptions: { persistentOutput: true },
    };
  };
  return {
    emit: (event) => {
      if (event.type === "planned") {
        const tree = new Listr(event.steps.map(task), {
          concurrent: true,
          exitOnError: false,
          rendererOptions: { collapseSubtasks: false, collapseErrors: false },
        });
        drawn = tree.run();
        return;
      }
      const step = steps.get(event.id);
      if (event.type === "started") step?.begin();
      else if (event.type === "detail") step?.detail(event.text);
      else step?.end(event);
    },
    finish: async () => {
      for (const step of steps.values()) step.end({ seconds: 0, error: undefined });
      await drawn;
    },
  };
}
