import type { GateFinding } from "@tandem/orchestrator";

/** A line for each gate, and below it what keeps it shut. */
export function gateLines(findings: readonly GateFinding[]): string {
  return findings
    .map(({ layer, open, detail }) => `${open ? "ok" : "x "} ${layer}: ${detail.replaceAll("\n", "\n   ")}\n`)
    .join("");
}
