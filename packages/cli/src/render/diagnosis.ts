import type { Diagnosis, Finding } from "@tandem/orchestrator";

const marks: Readonly<Record<Finding["status"], string>> = { ok: "ok", warning: "! ", failed: "x " };

/** A line for each finding, the command that mends it below, and how many there are of each kind. */
export function diagnosisLines({ findings }: Pick<Diagnosis, "findings">): string {
  const lines = findings.flatMap(({ id, status, detail, fix }) => [
    `${marks[status]} ${id}: ${detail}`,
    ...(fix === undefined ? [] : [`     fix: ${fix}`]),
  ]);
  const count = (wanted: Finding["status"]) => findings.filter(({ status }) => status === wanted).length;
  return `${lines.join("\n")}\n${count("ok")} ok, ${count("warning")} to look at, ${count("failed")} failed\n`;
}
