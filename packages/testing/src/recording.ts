import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceOutputsRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";

/** One resource as the program registered it. */
export interface RegisteredResource {
  readonly type: string;
  /** Its type after those of its parents, with `$` between them, as in its URN. */
  readonly qualifiedType: string;
  readonly name: string;
  /** Whether a provider makes it; false for components. */
  readonly custom: boolean;
  /** Input properties; one that is not known yet is `pulumi.unknown`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Name of its provider resource; undefined when the engine would take a default one. */
  readonly provider: string | undefined;
  /** Name of its parent; undefined at the top. */
  readonly parent: string | undefined;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** Names of the resources that it waits for. */
  readonly dependsOn: readonly string[];
  /** What a component registered as its outputs; undefined as long as it has not. */
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
}

type Answer = (error: unknown, response: unknown) => void;

/** The part of Pulumi's mock monitor that hears of resources. */
interface Monitor {
  registerResource(request: RegisterResourceRequest, answer: Answer): Promise<void>;
  registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: Answer): void;
}

/**
 * Listens to Pulumi's mock monitor, because mocks themselves are told neither options nor registered outputs.
 * @returns Every resource so far, in the order of registration.
 */
export function recordResources(): () => readonly RegisteredResource[] {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const registered = new Map<RegisterResourceRequest, string>();
  const outputs = new Map<string, Readonly<Record<string, unknown>>>();
  const register = monitor.registerResource.bind(monitor);
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResource = (request, answer) => {
    if (request.getType() === stackType) return register(request, answer);
    registered.set(request, "");
    return register(request, (error, response) => {
      if (response !== undefined) registered.set(request, (response as { getUrn(): string }).getUrn());
      answer(error, response);
    });
  };
  monitor.registerResourceOutputs = (request, answer) => {
    outputs.set(request.getUrn(), deserialised(request.getOutputs()));
    registerOutputs(request, answer);
  };
  return () => [...registered].map(([request, urn]) => describe(request, outputs.get(urn)));
}

function describe(request: RegisterResourceRequest, outputs: RegisteredResource["outputs"]): RegisteredResource {
  const provider = request.getProvider();
  const parent = request.getParent();
  const type = request.getType();
  const parentType = parent === "" ? undefined : typeIn(parent);
  const isChild = parentType !== undefined && parentType !== stackType;
  return {
    type,
    // Mocks put the stack before a parent's type, as the engine never does.
    qualifiedType: isChild ? `${parentType.replace(`${stackType}$`, "")}$${type}` : type,
    name: request.getName(),
    custom: request.getCustom(),
    inputs: deserialised(request.getObject()),
    // A provider is referred to as <urn>::<id>.
    provider: provider === "" ? undefined : nameIn(provider.slice(0, provider.lastIndexOf("::"))),
    parent: isChild ? nameIn(parent) : undefined,
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    dependsOn: request.getDependenciesList().map(nameIn).toSorted(),
    outputs,
  };
}

function deserialised(properties: Parameters<typeof pulumi.runtime.deserializeProperties>[0] | undefined) {
  return properties === undefined
    ? {}
    : (pulumi.runtime.deserializeProperties(properties, true) as Readonly<Record<string, unknown>>);
}

const stackType = "pulumi:pulumi:Stack";

/** The resource's type with those of its parents. */
function typeIn(urn: string): string | undefined {
  return urn.split("::").at(2);
}

/** The resource's name, which ends its URN. */
export function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
