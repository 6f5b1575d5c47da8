import type { RolloutEvent } from "@tandem/orchestrator";
import { duration } from "./tree.ts";

/** One line for what begins and what ends: for logs and pipes. Steps are left to the engine's own log. */
export function plainLine(event: RolloutEvent): string {
  switch (event.type) {
    case "run-started":
      return `${event.command} ${event.environment}: ${event.layers.map(({ id }) => id).join(", ")}\n`;
    case "layer-phase":
      return `-  ${event.layer}: ${event.phase}\n`;
    case "layer-step":
      return "";
    case "layer-message":
      return `   ${event.layer}: ${event.text}\n`;
    case "layer-ended": {
      const because = event.reason === undefined ? "" : `: ${event.reason.split("\n")[0]}`;
      return `${marks[event.status]} ${event.layer}: ${event.status} (${duration(event.seconds)})${because}\n`;
    }
    case "run-ended":
      return `${event.ok ? "ok" : "x "} ${duration(event.seconds)}\n`;
  }
}

const marks = { done: "ok", unchanged: "= ", failed: "x ", blocked: "! ", stopped: "! " } as const;
