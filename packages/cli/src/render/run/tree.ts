import cliTruncate from "cli-truncate";
import type { LayerView, RunView } from "./view.ts";

export type Paint = (style: "green" | "red" | "yellow" | "cyan" | "dim" | "bold", text: string) => string;

export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds on the clock of the view. */
  readonly now: number;
  /** A first Ctrl-C has been heard. */
  readonly stopping: boolean;
  readonly paint: Paint;
}

const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const SPINNER_MS = 80;

/** The run as lines that fit the terminal: a line for each layer, and below it the run itself. */
export function tree(view: RunView, canvas: Canvas): string {
  const width = Math.max(...view.layers.map(({ id }) => id.length));
  const head = canvas.paint("bold", `${view.command} ${view.environment}`);
  const lines = [head, ...layerLines(view, canvas, width), footer(view, canvas)];
  return lines.map((line) => cliTruncate(line, canvas.columns)).join("\n");
}

/** All layers where they fit; else those that run or failed, and how many there are of the others. */
function layerLines(view: RunView, canvas: Canvas, width: number): readonly string[] {
  const draw = (layer: LayerView): string => layerLine(layer, view, canvas, width);
  const room = canvas.rows - 4;
  if (view.layers.length <= room) return view.layers.map(draw);
  const matters = view.layers.filter(
    ({ phase, ended }) => ended?.status === "failed" || (phase !== undefined && ended === undefined),
  );
  const shown = matters.slice(0, room - 1);
  const hidden = view.layers.filter((layer) => !shown.includes(layer));
  const done = hidden.filter(({ ended }) => ended !== undefined).length;
  return [...shown.map(draw), canvas.paint("dim", `  … ${done} more ended, ${hidden.length - done} more to come`)];
}

function layerLine(layer: LayerView, view: RunView, canvas: Canvas, width: number): string {
  const { paint } = canvas;
  const name = layer.id.padEnd(width);
  if (layer.ended !== undefined) return endedLine(layer.ended, layer, name, paint);
  if (layer.phase === undefined) {
    const open = layer.waitsFor.filter((id) => view.layers.find((each) => each.id === id)?.ended === undefined);
    return paint("dim", `· ${name}  ${open.length === 0 ? "next" : `waits for ${open.join(", ")}`}`);
  }
  const frame = SPINNER[Math.floor(canvas.now / SPINNER_MS) % SPINNER.length] ?? "";
  const total = layer.expected === undefined ? "" : `/${layer.expected.steps}`;
  const steps = layer.count === 0 ? "" : ` ${layer.count}${total}`;
  const seconds = layer.expected?.seconds;
  const usual = seconds === undefined ? "" : ` of ${duration(seconds)}`;
  const time = `${duration((canvas.now - layer.begunAt) / 1000)}${usual}`;
  return `${paint("cyan", frame)} ${name}  ${layer.phase}${steps}  ${time}  ${paint("dim", layer.doing)}`;
}

function endedLine(
  { status, seconds, reason }: NonNullable<LayerView["ended"]>,
  { phase, taken }: LayerView,
  name: string,
  paint: Paint,
): string {
  const because = reason === undefined ? "" : `  ${paint("dim", firstLine(reason))}`;
  switch (status) {
    case "done":
      return `${paint("green", "✔")} ${name}  ${taken} steps  ${duration(seconds)}${because}`;
    case "unchanged":
      return `${paint("green", "=")} ${name}  unchanged${because}`;
    case "failed":
      return `${paint("red", "✖")} ${name}  ${phase === undefined ? "" : `${phase} `}failed  ${duration(seconds)}${because}`;
    case "blocked":
    case "stopped":
      return `${paint("yellow", "-")} ${name}  ${status}${because}`;
  }
}

function footer(view: RunView, { now, stopping, paint }: Canvas): string {
  const ended = view.layers.filter((layer) => layer.ended !== undefined).length;
  const layers = `${ended}/${view.layers.length} layers`;
  const usual = expectedSeconds(view.layers);
  const time = duration(view.ended?.seconds ?? (now - view.begunAt) / 1000);
  const parts = [layers, time, ...(usual === undefined ? [] : [`last run ${duration(usual)}`])];
  const hint = stopping && view.ended === undefined ? paint("yellow", "  finishing what runs; Ctrl-C cancels it") : "";
  return `${paint("dim", parts.join(" · "))}${hint}`;
}

/** What the slowest chain of layers took last time; undefined where one of them is new. */
function expectedSeconds(layers: readonly LayerView[]): number | undefined {
  const known = new Map<string, number | undefined>();
  const until = (layer: LayerView): number | undefined => {
    if (known.has(layer.id)) return known.get(layer.id);
    const before = layers.filter(({ id }) => layer.waitsFor.includes(id)).map(until);
    const own = layer.expected?.seconds;
    const seconds =
      own === undefined || before.includes(undefined)
        ? undefined
        : own + Math.max(0, ...before.map((each) => each ?? 0));
    known.set(layer.id, seconds);
    return seconds;
  };
  const all = layers.map(until);
  return all.length === 0 || all.includes(undefined) ? undefined : Math.max(...all.map((each) => each ?? 0));
}

/** Seconds with one decimal, from a minute on in minutes. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
