import type { EnvironmentPlan, RolloutEvent, RunReport } from "@tandem/orchestrator";

/** The plan that `tandem plan --json` prints behind its events. */
export function printedPlan(stdout: string): EnvironmentPlan {
  return JSON.parse(lastLine(stdout)) as EnvironmentPlan;
}

/** The report that a changing command with `--json` prints behind its events. */
export function printedReport(stdout: string): RunReport {
  return JSON.parse(lastLine(stdout)) as RunReport;
}

function lastLine(stdout: string): string {
  return stdout.trimEnd().split("\n").at(-1) ?? "";
}

/** What a command with `--json` changed, by layer: `create aws:kms/key:Key data-key`, sorted. */
export function changesDone(stdout: string): Readonly<Record<string, readonly string[]>> {
  const lines = stdout.split("\n").filter((line) => line.startsWith('{"type":"layer-step"'));
  const done = new Map<string, string[]>();
  for (const line of lines) {
    const event = JSON.parse(line) as RolloutEvent;
    if (event.type !== "layer-step" || ["same", "read", "refresh"].includes(event.operation)) continue;
    const step = `${event.operation} ${event.resourceType} ${event.name}`;
    done.set(event.layer, [...(done.get(event.layer) ?? []), step]);
  }
  return Object.fromEntries([...done].map(([id, steps]) => [id, steps.toSorted()]));
}

/** What a plan would change, in the words of `changesDone`; a layer of which nothing changes is left out. */
export function changesPlanned({ layers }: EnvironmentPlan): Readonly<Record<string, readonly string[]>> {
  const planned = layers.flatMap((layer) => {
    if (layer.status !== "planned") throw new Error(`${layer.id} is ${layer.status}`, { cause: layer });
    const steps = layer.changes.map(({ kind, type, name }) => `${kind} ${type} ${name}`);
    return steps.length === 0 ? [] : [[layer.id, steps.toSorted()] as const];
  });
  return Object.fromEntries(planned);
}
