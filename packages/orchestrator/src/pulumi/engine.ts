import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { TandemError } from "@tandem/config";
import { projectName } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { environmentFile } from "../environment-files.ts";
import { secretsProviderOf } from "../environment-settings.ts";
import { layerFolder } from "../layers.ts";
import type {
  Checkpoint,
  Drift,
  LayerEngine,
  LayerPreview,
  LayerStack,
  OperationOptions,
  PendingImport,
  PlannedChange,
  ResourceStep,
} from "../ports.ts";
import { stateResources } from "../resources/state-resources.ts";
import type { ResourceValues } from "../resources/values.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { inOwnGroup } from "./own-group.ts";
import { indent, plain, readPulumi, runPulumi } from "./cli.ts";
import type { CliOptions } from "./cli.ts";
import { knownProperties } from "./known-properties.ts";
import { nothingMore } from "./nothing-more.ts";
import { rewritePending } from "./settle.ts";
import { exportState } from "./state-file.ts";
import { planViolation, violationLine } from "./violation.ts";
import type { EngineError } from "./violation.ts";
import { changesNothing, driftOf, plannedChange, stackOutputs, stepOf } from "./events.ts";

export interface PulumiEngineOptions extends CliOptions {
  /** The folder that gets each layer's full engine output. */
  readonly logs: string;
  /** The file with a stack's settings and configuration. @default `Pulumi.<stack>.yaml` in the layer's folder */
  readonly configFile?: (stack: LayerStack) => string;
}

/** Runs layers as a stack owner would, in their folders, through Pulumi's Automation API; selects no stack there. */
export class PulumiEngine implements LayerEngine {
  readonly #options: PulumiEngineOptions;
  readonly #workspaces = new Map<string, Promise<LocalWorkspace>>();
  #command: Promise<PulumiCommand> | undefined;

  constructor(options: PulumiEngineOptions) {
    this.#options = options;
  }

  async create(layer: Layer): Promise<void> {
    // Without the option the engine takes a passphrase, and takes the provider out of the stack's file.
    const { root, configFile } = this.#options;
    const provider = await secretsProviderOf(configFile?.(layer) ?? join(root, environmentFile(layer)));
    const secrets = provider === undefined ? [] : ["--secrets-provider", provider];
    const init = ["stack", "init", "--no-select", "--stack", layer.stackName, ...secrets];
    await this.#change(layer, "made", init);
  }

  async select(layer: Layer): Promise<void> {
    await this.#change(layer, "selected", ["stack", "select", "--stack", layer.stackName]);
  }

  /** Runs a command of the CLI that prints nothing of use. */
  async #change(layer: Layer, done: "made" | "selected", command: readonly string[]): Promise<void> {
    const { failed, stderr } = await runPulumi(this.#options, layer, command);
    if (!failed) return;
    throw new TandemError(
      `stack-not-${done}`,
      `the stack ${projectName(layer.contract)}/${layer.stackName} cannot be ${done}\n${indent(plain(stderr))}`,
      { kind: "deploy", hint: "./tandem doctor" },
    );
  }

  async up(
    layer: Layer,
    { plan, ...options }: OperationOptions & { readonly plan?: string },
  ): Promise<{ outputs: Readonly<Record<string, unknown>> }> {
    let outputs: Readonly<Record<string, unknown>> | undefined;
    const onEvent = (event: EngineEvent): void => {
      outputs = stackOutputs(event) ?? outputs;
    };
    const planned = plan === undefined ? {} : { plan };
    const held = { ...options, ...planned };
    await this.#operate(
      layer,
      "up",
      held,
      (stack, common) => nothingMore(stack).up({ ...common, ...planned }),
      onEvent,
    );
    if (outputs !== undefined) return { outputs };
    throw new TandemError("bug", `the engine did not tell the outputs of ${layer.id}`, { kind: "bug" });
  }

  async preview(
    layer: Layer,
    { plan, ...options }: OperationOptions & { readonly plan?: string },
  ): Promise<LayerPreview> {
    const steps: PlannedChange[] = [];
    let outputs: Readonly<Record<string, unknown>> = {};
    const onEvent = (event: EngineEvent): void => {
      outputs = stackOutputs(event) ?? outputs;
      const step = plannedChange(event);
      if (step !== undefined) steps.push(step);
    };
    const planned = plan === undefined ? {} : { plan };
    await this.#operate(
      layer,
      "preview",
      options,
      (stack, common) => stack.preview({ ...common, ...planned }),
      onEvent,
    );
    const changes = steps.filter((step) => !changesNothing(step));
    return { changes, unchanged: steps.length - changes.length, outputs };
  }

  async previewAfterRefresh(
    layer: Layer,
    options: OperationOptions,
  ): Promise<{ readonly changes: readonly ResourceStep[] }> {
    const changes: ResourceStep[] = [];
    const onStep = (step: ResourceStep): void => {
      if (!changesNothing(step)) changes.push(step);
      options.onStep?.(step);
    };
    try {
      await this.#operate(layer, "preview", { ...options, onStep }, (stack, common) =>
        stack.preview({ ...common, refresh: true, expectNoChanges: true }),
      );
    } catch (error) {
      // The engine fails because of the changes; without any, it failed for another reason.
      if (changes.length === 0) throw error;
    }
    return { changes };
  }

  async drift(layer: Layer, options: OperationOptions): Promise<readonly Drift[]> {
    const drifted: Drift[] = [];
    const onEvent = (event: EngineEvent): void => {
      const drift = driftOf(event);
      if (drift !== undefined) drifted.push(drift);
    };
    await this.#operate(layer, "drift", options, (stack, common) => stack.previewRefresh(common), onEvent);
    return drifted;
  }

  async destroy(layer: Layer, options: OperationOptions): Promise<void> {
    await this.#operate(layer, "destroy", options, async (stack, common) => {
      await nothingMore(stack).destroy(common);
      await stack.workspace.removeStack(layer.stackName, { preserveConfig: true });
    });
  }

  async settlePending(
    layer: Layer,
    imports: readonly PendingImport[],
    options: OperationOptions,
  ): ReturnType<LayerEngine["settlePending"]> {
    const { unread, unfinished } = await rewritePending(this.#options, layer, imports);
    const recover = (operation: (stack: Stack, common: CommonOptions) => Promise<unknown>): Promise<unknown> =>
      this.#operate(layer, "recover", options, operation);
    // First: until these are gone, a recovery that is killed finds them as this one did.
    if (unfinished.length > 0) await recover((stack, common) => stack.destroy({ ...common, target: unfinished }));
    if (unread.length > 0) await recover((stack, common) => stack.refresh({ ...common, target: unread }));
    const there = new Set((await this.checkpoint(layer))?.resources.map(({ urn }) => urn));
    const absent = imports.map(({ urn }) => urn).filter((urn) => !there.has(urn) && !unfinished.includes(urn));
    return { absent, unfinished };
  }

  async outputs(stack: LayerStack): Promise<Readonly<Record<string, unknown>> | undefined> {
    const text = await readPulumi(this.#options, stack, "outputs", [
      "stack",
      "output",
      "--json",
      "--stack",
      stack.stackName,
    ]);
    return text === undefined ? undefined : (JSON.parse(text) as Readonly<Record<string, unknown>>);
  }

  async checkpoint(stack: LayerStack): Promise<Checkpoint | undefined> {
    const exported = await exportState(this.#options, stack);
    return exported === undefined ? undefined : parseCheckpoint(exported);
  }

  async resources(stack: LayerStack): Promise<readonly ResourceValues[] | undefined> {
    const exported = await exportState(this.#options, stack);
    return exported === undefined ? undefined : stateResources(exported);
  }

  /** The stack's folder; its owner's selected stack stays what it was, whatever stack is worked on. */
  #workspace({ contract }: LayerStack): Promise<LocalWorkspace> {
    const workDir = join(this.#options.root, layerFolder({ contract }));
    const known = this.#workspaces.get(workDir);
    if (known !== undefined) return known;
    const made = this.#makeWorkspace(workDir);
    this.#workspaces.set(workDir, made);
    return made;
  }

  async #makeWorkspace(workDir: string): Promise<LocalWorkspace> {
    this.#command ??= PulumiCommand.get();
    const pulumiCommand = inOwnGroup(await this.#command);
    const envVars = { ...this.#options.environment };
    const workspace = await LocalWorkspace.create({ workDir, envVars, pulumiCommand });
    // Every operation names its stack, so there is no need to select one in the folder.
    return Object.assign(workspace, { selectStack: async () => undefined });
  }

  async #operate<T>(
    layer: Layer,
    operation: string,
    { signal, onStep, plan }: OperationOptions & { readonly plan?: string },
    run: (stack: Stack, common: CommonOptions) => Promise<T>,
    also: (event: EngineEvent) => void = () => undefined,
  ): Promise<T> {
    const { logs, configFile } = this.#options;
    const stack = await Stack.select(layer.stackName, await this.#workspace(layer));
    const errors: EngineError[] = [];
    let log: string[] = [];
    let fault: { readonly error: unknown } | undefined;
    const onEvent = (event: EngineEvent): void => {
      try {
        also(event);
        const step = stepOf(event);
        if (step !== undefined) onStep?.(step);
        const diagnostic = event.diagnosticEvent;
        if (diagnostic?.severity === "error") errors.push({ message: plain(diagnostic.message), urn: diagnostic.urn });
      } catch (error) {
        // The Automation API turns an error here into a warning, and goes on.
        fault ??= { error };
      }
    };
    const file = join(logs, `${layer.id.replace("/", "-")}-${operation}.log`);
    const onOutput = (text: string): void => void log.push(text);
    try {
      const result = await run(stack, {
        onEvent,
        onOutput,
        onError: onOutput,
        color: "never",
        ...(configFile === undefined ? {} : { configFile: configFile(layer) }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (fault === undefined) return result;
    } catch (error) {
      const violated = plan === undefined ? undefined : await this.#violations(layer, plan, errors);
      if (violated !== undefined) log = violated.map((line) => `${line}\n`);
      if (signal?.aborted === true) {
        throw new TandemError("aborted", `${operation} of ${layer.id} was stopped`, { kind: "aborted", cause: error });
      }
      if (violated !== undefined) {
        // The engine's own error is no cause to pass on: it has planned and actual values in clear.
        throw new TandemError(
          "plan-violated",
          `up of ${projectName(layer.contract)}/${layer.stackName} would not keep to its plan\n${violated.map(indent).join("\n")}`,
          { kind: "deploy", hint: "./tandem plan <env> --save <dir>, look at it, and ./tandem up <env> --plan <dir>" },
        );
      }
      const reasons =
        errors.length > 0
          ? errors.map(({ message }) => message)
          : [error instanceof Error ? plain(error.message) : String(error)];
      throw new TandemError(
        "layer-failed",
        `${operation} of ${projectName(layer.contract)}/${layer.stackName} failed\n${reasons.map(indent).join("\n")}`,
        { kind: "deploy", hint: `see ${file}`, cause: error },
      );
    } finally {
      await appendFile(file, log.join(""));
    }
    throw fault.error;
  }

  /** What the engine did not accept because of the plan, a line each; undefined when it failed for another reason. */
  async #violations(
    layer: Layer,
    plan: string,
    errors: readonly EngineError[],
  ): Promise<readonly string[] | undefined> {
    if (!errors.some((error) => planViolation(error, new Map()) !== undefined)) return undefined;
    const state = await exportState(this.#options, layer);
    const known = knownProperties(JSON.parse(await readFile(plan, "utf8")), state ?? {});
    return errors.map((error) => {
      const violation = planViolation(error, known);
      return violation === undefined ? error.message : violationLine(violation);
    });
  }
}

type CommonOptions = Parameters<Stack["up"]>[0] &
  Parameters<Stack["destroy"]>[0] &
  Parameters<Stack["preview"]>[0] &
  object;
