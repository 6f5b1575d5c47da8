import type { RehearsalReport } from "@tandem/orchestrator";

/** How a rehearsal ended, for a person; `keptAt` is the emulator's endpoint when it was left up. */
export function rehearsalSummary(
  report: RehearsalReport,
  files: readonly string[],
  keptAt: string | undefined,
): string {
  const { environment, profile, checks, teardown } = report;
  const failed = checks.filter(({ ok }) => !ok);
  const verdict =
    failed.length === 0
      ? [`rehearsal of ${profile}: ${checks.length} checks hold, ${report.seconds.toFixed(1)} s`]
      : [
          `rehearsal of ${profile}: ${failed.length} of ${checks.length} checks fail`,
          ...failed.map(({ id, detail }) => `  ${id}: ${detail}`),
        ];
  const pending = teardown.pendingDeletion.map(
    ({ id, region, pendingDeletion }) => `  ${id} (${region}): ${pendingDeletion ?? ""}`,
  );
  const kept = [
    `kept: ${environment}, the emulator is at ${keptAt ?? ""}`,
    `use it with: tandem shell ${environment}`,
    `stop it with: tandem rehearse --stop ${environment}`,
  ];
  const lines = [
    ...verdict,
    ...(pending.length === 0 ? [] : ["keys that AWS would delete after their waiting period:", ...pending]),
    `report: ${files.join(", ")}`,
    ...(keptAt === undefined ? [] : kept),
  ];
  return `\n${lines.join("\n")}\n`;
}
