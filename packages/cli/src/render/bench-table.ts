import type { BenchReport } from "@tandem/orchestrator";

/** A benchmark's figures for a person; `file` holds all of them. */
export function benchTable(report: BenchReport, file: string): string {
  const { rollout, synthetic, handler, memory, tests, budgets, machine, mode } = report;
  const [first] = rollout.rounds;
  const layers = (first?.tandem.layers ?? []).map(({ id }, at) => {
    const byRound = (way: "tandem" | "loop") =>
      rollout.rounds.map((round) => seconds(round[way].layers[at]?.seconds ?? Number.NaN)).join(" · ");
    return [id, byRound("tandem"), byRound("loop")];
  });
  const rows = (["cold", "warm"] as const).map((start) => {
    const { count, p50, p90, p99, max } = handler[start];
    return [start, String(count), ...[p50, p90, p99, max].map((value) => value.toFixed(1))];
  });
  const blocks = [
    `bench of ${report.profile}: ${machine.cores} x ${machine.cpu}, load ${machine.loadAverage} before; ` +
      `Pulumi ${mode.pulumi}, ${mode.emulator}, aws plugin ${mode.awsPlugin}`,
    table([
      ["rollout", "tandem s", "loop s", "ratio"],
      ...rollout.rounds.map(({ tandem, loop, ratio }, at) => [
        `round ${at + 1}`,
        seconds(tandem.seconds),
        seconds(loop.seconds),
        ratio.toFixed(2),
      ]),
      ["median", seconds(rollout.tandemSeconds), seconds(rollout.loopSeconds), rollout.ratio.toFixed(2)],
    ]),
    table([["layer", "tandem s, by round", "loop s, by round"], ...layers]),
    table([
      ["nothing changed", "tandem s", "loop s", "ratio"],
      ...rollout.rounds.map(({ unchanged }, at) => [
        `round ${at + 1}`,
        unchanged.tandemSeconds.toFixed(2),
        unchanged.loopSeconds.toFixed(2),
        unchanged.ratio.toFixed(2),
      ]),
    ]),
    table([
      ["plan", "s", "critical path of previews s", "ratio"],
      ...rollout.rounds.map(({ plan }, at) => [
        `round ${at + 1}`,
        plan.seconds.toFixed(2),
        plan.criticalPath.seconds.toFixed(2),
        plan.ratio.toFixed(2),
      ]),
    ]),
    table([
      [`${synthetic.layers} layers without an engine`, "a layer"],
      ["everything to do, ms", synthetic.millisecondsPerLayer.toFixed(2)],
      ["nothing changed, ms", synthetic.unchangedMillisecondsPerLayer.toFixed(2)],
      ["heap, kB", kilobytes(synthetic.heapBytesPerLayer)],
      ["ledger, kB", kilobytes(synthetic.ledgerBytesPerLayer)],
    ]),
    table([[`${handler.request}, ms`, "n", "p50", "p90", "p99", "max"], ...rows]),
    table([
      ["bundle", "kB", "gzip kB"],
      ...handler.bundles.map(({ name, bytes, gzipBytes }) => [name, kilobytes(bytes), kilobytes(gzipBytes)]),
    ]),
    ...(memory === null
      ? []
      : [
          table([
            ["memory at the peak", "processes", "MB"],
            ["all", String(memory.processes), megabytes(memory.peakBytes)],
            ...memory.byCommand.map(({ command, processes, bytes }) => [command, String(processes), megabytes(bytes)]),
          ]),
        ]),
    ...(tests === null
      ? []
      : [
          table([
            ["tests", "s", "passed", "failed", "log"],
            ...tests.map(({ project, seconds: time, passed, failed, log }) => [
              project,
              time.toFixed(1),
              String(passed),
              String(failed),
              log,
            ]),
          ]),
        ]),
    table([
      ["budget", "measured", "at most", "unit", ""],
      ...budgets.map(({ id, value, limit, unit, ok }) => [
        id,
        String(value),
        String(limit),
        unit,
        ok ? "kept" : "MISSED",
      ]),
    ]),
  ];
  return `\n${blocks.join("\n\n")}\n\nreport: ${file}\n`;
}

/** Columns as wide as their widest cell: the first to the left, numbers' to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  return rows.map((row) => line(row).join("  ").trimEnd()).join("\n");
}

function seconds(value: number): string {
  return value.toFixed(1);
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
