import { styleText } from "node:util";
import type { EmitRollout } from "@tandem/orchestrator";
import type { Invocation } from "../../command.ts";
import { screen } from "../screen.ts";
import { failures } from "./failures.ts";
import { plainLine } from "./plain.ts";
import { tree } from "./tree.ts";
import { after, nothingYet, running } from "./view.ts";

/** How often the tree is drawn, in milliseconds. */
const FRAME_MS = 80;

export interface RunDisplay {
  readonly emit: EmitRollout;
  /** Ends the drawing and says what failed. */
  readonly finish: () => void;
}

/**
 * Shows a run across layers: with `--json` each event as a line on standard output; a tree that redraws on a terminal;
 * plain lines elsewhere.
 */
export function displayRun({ terminal, options, stop }: Pick<Invocation, "terminal" | "options" | "stop">): RunDisplay {
  let view = nothingYet;
  const live = terminal.live && options["json"] !== true;
  const draw = (): void => {
    if (view.layers.length === 0) return;
    const { columns, rows } = screen;
    screen.draw(tree(view, { columns, rows, now: performance.now(), stopping: stop.aborted, paint: styleText }));
  };
  const ticking = live ? setInterval(draw, FRAME_MS) : undefined;
  const sayWhatRuns = (): void => {
    const names = running(view).map(({ id, phase = "" }) => `${id} (${phase})`);
    if (!live && names.length > 0) terminal.err(`still running: ${names.join(", ")}\n`);
  };
  stop.addEventListener("abort", sayWhatRuns, { once: true });
  return {
    emit: (event) => {
      view = after(view, event, performance.now());
      if (options["json"] === true) terminal.out(`${JSON.stringify(event)}\n`);
      else if (!live) terminal.err(plainLine(event));
    },
    finish: () => {
      clearInterval(ticking);
      stop.removeEventListener("abort", sayWhatRuns);
      if (live) {
        draw();
        screen.keep();
      }
      terminal.err(failures(view));
    },
  };
}
