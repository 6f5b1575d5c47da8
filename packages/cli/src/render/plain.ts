import type { PlannedStep, ProgressEvent } from "@tandem/orchestrator";

/** One line when a step starts and one when it ends: for logs and pipes. */
export function plainProgress(write: (text: string) => void): (event: ProgressEvent) => void {
  const paths = new Map<string, string>();
  const details = new Map<string, string>();
  const name = (steps: readonly PlannedStep[], above: string): void => {
    for (const { id, title, steps: inner } of steps) {
      paths.set(id, `${above}${title}`);
      name(inner ?? [], `${above}${title} > `);
    }
  };
  return (event) => {
    if (event.type === "planned") return name(event.steps, "");
    const path = paths.get(event.id) ?? event.id;
    switch (event.type) {
      case "started":
        return write(`-  ${path}\n`);
      case "detail":
        details.set(event.id, event.text);
        return;
      case "ended": {
        const detail = event.error ?? details.get(event.id);
        const mark = event.error === undefined ? "ok" : "x ";
        return write(`${mark} ${path} (${event.seconds.toFixed(1)} s)${detail === undefined ? "" : `: ${detail}`}\n`);
      }
    }
  };
}
