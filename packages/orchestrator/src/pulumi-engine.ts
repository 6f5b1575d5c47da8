import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { LocalWorkspace, StackNotFoundError } from "@pulumi/pulumi/automation/index.js";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { TandemError } from "@tandem/config";
import { projectName } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import { z } from "zod";
import { layerFolder } from "./layers.ts";
import type { LayerEngine, LayerStack, OperationOptions, ResourceStep, StateResource } from "./ports.ts";

export interface PulumiEngineOptions {
  readonly root: string;
  /** Environment variables of the engine, on top of this process's own (see `replaceProcessEnvironment`). */
  readonly environment: Readonly<Record<string, string>>;
  /** The folder that gets each layer's full engine output. */
  readonly logs: string;
}

/** Runs layers as a stack owner would, in their folders, through Pulumi's Automation API. */
export class PulumiEngine implements LayerEngine {
  readonly #options: PulumiEngineOptions;
  readonly #stacks = new Map<string, Promise<Stack>>();

  constructor(options: PulumiEngineOptions) {
    this.#options = options;
  }

  async create(layer: Layer): Promise<void> {
    const stack = LocalWorkspace.createStack(this.#where(layer), { envVars: { ...this.#options.environment } });
    this.#stacks.set(layer.id, stack);
    await stack;
  }

  async up(layer: Layer, options: OperationOptions): Promise<{ outputs: Readonly<Record<string, unknown>> }> {
    let outputs: Readonly<Record<string, unknown>> | undefined;
    const onEvent = (event: EngineEvent): void => {
      outputs = stackOutputs(event) ?? outputs;
    };
    await this.#operate(layer, "up", options, (stack, common) => upOnly(stack).up(common), onEvent);
    if (outputs !== undefined) return { outputs };
    throw new TandemError("bug", `the engine did not tell the outputs of ${layer.id}`, { kind: "bug" });
  }

  async previewAfterRefresh(
    layer: Layer,
    options: OperationOptions,
  ): Promise<{ readonly changes: readonly ResourceStep[] }> {
    const changes: ResourceStep[] = [];
    const onStep = (step: ResourceStep): void => {
      if (!unchanged.has(step.operation)) changes.push(step);
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

  async destroy(layer: Layer, options: OperationOptions): Promise<void> {
    await this.#operate(layer, "destroy", options, (stack, common) => stack.destroy({ ...common, remove: true }));
  }

  async resources(layer: Layer): Promise<readonly StateResource[]> {
    const stack = await this.#select(layer);
    return stateResources(exportSchema.parse(await stack.exportStack()).deployment);
  }

  /** Asks by name instead of selecting the stack, so that its owner's selection stays what it was. */
  async outputs(stack: LayerStack): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { stackName, workDir } = this.#where(stack);
    const workspace = await LocalWorkspace.create({ workDir, envVars: { ...this.#options.environment } });
    try {
      const outputs = await workspace.stackOutputs(stackName);
      return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]));
    } catch (error) {
      if (error instanceof StackNotFoundError) return undefined;
      const reason = error instanceof Error ? plain(error.message) : String(error);
      throw new TandemError(
        "outputs-unreadable",
        `the outputs of ${projectName(stack.contract)}/${stackName} cannot be read\n${indent(reason)}`,
        { kind: "deploy", hint: "./tandem doctor", cause: error },
      );
    }
  }

  #where(layer: LayerStack): { stackName: string; workDir: string } {
    return { stackName: layer.stackName, workDir: join(this.#options.root, layerFolder(layer)) };
  }

  #select(layer: Layer): Promise<Stack> {
    const known = this.#stacks.get(layer.id);
    if (known !== undefined) return known;
    const stack = LocalWorkspace.selectStack(this.#where(layer), { envVars: { ...this.#options.environment } });
    this.#stacks.set(layer.id, stack);
    return stack;
  }

  async #operate<T>(
    layer: Layer,
    operation: string,
    { signal, onStep }: OperationOptions,
    run: (stack: Stack, common: CommonOptions) => Promise<T>,
    also: (event: EngineEvent) => void = () => undefined,
  ): Promise<T> {
    const stack = await this.#select(layer);
    const diagnostics: string[] = [];
    const log: string[] = [];
    const onEvent = (event: EngineEvent): void => {
      also(event);
      const step = stepOf(event);
      if (step !== undefined) onStep?.(step);
      const diagnostic = event.diagnosticEvent;
      if (diagnostic?.severity === "error") diagnostics.push(plain(diagnostic.message));
    };
    const file = join(this.#options.logs, `${layer.id.replace("/", "-")}-${operation}.log`);
    const onOutput = (text: string): void => void log.push(text);
    try {
      return await run(stack, {
        onEvent,
        onOutput,
        onError: onOutput,
        color: "never",
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (signal?.aborted === true) {
        throw new TandemError("aborted", `${operation} of ${layer.id} was stopped`, { kind: "aborted", cause: error });
      }
      const reasons =
        diagnostics.length > 0 ? diagnostics : [error instanceof Error ? plain(error.message) : String(error)];
      throw new TandemError(
        "layer-failed",
        `${operation} of ${projectName(layer.contract)}/${layer.stackName} failed\n${reasons.map(indent).join("\n")}`,
        { kind: "deploy", hint: `see ${file}`, cause: error },
      );
    } finally {
      await appendFile(file, log.join(""));
    }
  }
}

type CommonOptions = Parameters<Stack["up"]>[0] &
  Parameters<Stack["destroy"]>[0] &
  Parameters<Stack["preview"]>[0] &
  object;

/**
 * The stack, whose `up` ends when the engine does: left alone it starts the CLI three times more, for the outputs with
 * and without secrets and for the history, which costs 0.6 s a layer. The events have told the outputs by then.
 */
function upOnly(stack: Stack): Stack {
  const told = { outputs: async () => ({}), info: async () => undefined };
  return Object.assign(Object.create(stack) as Stack, told);
}

/** The outputs, when the event is the one that tells a stack's own. Secrets come as the word `[secret]`. */
function stackOutputs({ resOutputsEvent }: EngineEvent): Readonly<Record<string, unknown>> | undefined {
  if (resOutputsEvent?.metadata.type !== "pulumi:pulumi:Stack") return undefined;
  return resOutputsEvent.metadata.new?.outputs;
}

/** Operations of a preview that change nothing. */
const unchanged = new Set(["same", "read", "refresh"]);

const exportSchema = z.object({
  deployment: z.object({
    resources: z
      .array(
        z.object({
          urn: z.string(),
          type: z.string(),
          custom: z.boolean().default(false),
          id: z.string().default(""),
          provider: z.string().default(""),
          inputs: z.record(z.string(), z.unknown()).default({}),
        }),
      )
      .default([]),
  }),
});

/** The resources that a provider made, with the region of their provider. */
function stateResources({ resources }: z.infer<typeof exportSchema>["deployment"]): StateResource[] {
  const regions = new Map(
    resources
      .filter(({ type }) => type.startsWith("pulumi:providers:"))
      .map(({ urn, id, inputs }) => [
        `${urn}::${id}`,
        typeof inputs["region"] === "string" ? inputs["region"] : undefined,
      ]),
  );
  return resources
    .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
    .map(({ urn, type, id, provider }) => ({ type, name: nameOf(urn), id, region: regions.get(provider) }));
}

function stepOf({ resourcePreEvent }: EngineEvent): ResourceStep | undefined {
  if (resourcePreEvent === undefined) return undefined;
  const { op, urn, type } = resourcePreEvent.metadata;
  return { operation: op, type, name: nameOf(urn) };
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** The engine marks colours inside messages as `<{%reset%}>`. */
function plain(message: string): string {
  return message.replaceAll(/<\{%.*?%\}>/g, "").trim();
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
