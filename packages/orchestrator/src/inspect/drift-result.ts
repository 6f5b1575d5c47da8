import type { StateStore } from "../ports.ts";
import { driftReportSchema } from "./drift.ts";
import type { DriftReport } from "./drift.ts";

function driftKey(environment: string): string {
  return `${environment}/drift.json`;
}

/** Keeps a result for `tandem status`, unless a later one is there already. */
export async function keepDrift(store: Pick<StateStore, "read" | "write">, report: DriftReport): Promise<void> {
  const key = driftKey(report.environment);
  for (;;) {
    const found = await store.read(key);
    const kept = found === undefined ? undefined : parse(found.text);
    if (kept !== undefined && kept.at >= report.at) return;
    if ((await store.write(key, `${JSON.stringify(report)}\n`, found?.revision)) !== undefined) return;
  }
}

/** The last result; undefined before the first one, and for one of another version. */
export async function lastDrift(
  store: Pick<StateStore, "read">,
  environment: string,
): Promise<DriftReport | undefined> {
  const found = await store.read(driftKey(environment));
  return found === undefined ? undefined : parse(found.text);
}

function parse(text: string): DriftReport | undefined {
  return driftReportSchema.safeParse(JSON.parse(text)).data;
}
