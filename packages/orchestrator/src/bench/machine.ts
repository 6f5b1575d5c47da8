import { cpus, loadavg, totalmem } from "node:os";
import type { BenchReport } from "./report.ts";

/** What the figures were measured on. */
export function machineNow(): BenchReport["machine"] {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memoryBytes: totalmem(),
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    node: process.versions.node,
  };
}
