import type { Layer } from "@tandem/contracts";
import type { Region } from "@tandem/config";

/** One resource as the engine's state holds it, without its values. */
export interface StateResource {
  readonly type: string;
  /** The logical name, from its URN. */
  readonly name: string;
  /** The provider's identifier. */
  readonly id: string;
  /** The region of the provider that made it; undefined when its provider has none. */
  readonly region: string | undefined;
}

/** A resource that an operation touches, as it happens. */
export interface ResourceStep {
  readonly operation: string;
  readonly type: string;
  readonly name: string;
}

/** Which Pulumi stack a layer is. */
export type LayerStack = Pick<Layer, "contract" | "stackName">;

/** What every engine operation runs with. */
export interface OperationOptions {
  readonly signal?: AbortSignal;
  readonly onStep?: (step: ResourceStep) => void;
}

/** The engine that runs a layer's program: Pulumi, or a fake in tests. Failures are thrown as TandemError. */
export interface LayerEngine {
  /** Makes the empty stack. Not safe for two layers of one project at the same moment. */
  create(layer: Layer): Promise<void>;
  up(layer: Layer, options: OperationOptions): Promise<{ readonly outputs: Readonly<Record<string, unknown>> }>;
  /** `preview --refresh --expect-no-changes`: what would change after looking at the cloud. */
  previewAfterRefresh(layer: Layer, options: OperationOptions): Promise<{ readonly changes: readonly ResourceStep[] }>;
  /** Deletes every resource, then the stack. */
  destroy(layer: Layer, options: OperationOptions): Promise<void>;
  resources(layer: Layer): Promise<readonly StateResource[]>;
  /** The stack's outputs as its last update left them; undefined when there is no such stack. Changes nothing. */
  outputs(stack: LayerStack): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** One thing that exists in the emulator. */
export interface InventoryLine {
  readonly type: string;
  readonly region: string;
  readonly id: string;
  /** Why it is still there although it was deleted; only keys may be. */
  readonly pendingDeletion?: string;
}

/** What a teardown left behind. */
export interface Leftovers {
  readonly leftovers: readonly InventoryLine[];
  /** AWS deletes these by itself, later. */
  readonly pendingDeletion: readonly InventoryLine[];
}

/** Who turns resources into AWS calls: Tandem's own plugin, or Pulumi's. */
export const awsPlugins = ["stand-in", "official"] as const;
export type AwsPlugin = (typeof awsPlugins)[number];

/** A running emulator behind its region gate, and what can be asked of it. */
export interface ProvingGround {
  /** The gate: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly emulator: { readonly name: string; readonly version: string };
  readonly awsPlugin: AwsPlugin;
  readonly languageHost: "stand-in" | "official";
  /** The only environment that a child process gets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Calls an AWS-form URL inside the emulator. */
  call(url: string, init?: RequestInit): Promise<Response>;
  inventory(regions: readonly Region[]): Promise<readonly InventoryLine[]>;
  readonly compare: (before: readonly InventoryLine[], after: readonly InventoryLine[]) => Leftovers;
  /** The resources that the emulator does not hold under the identifier that the state has. */
  missing(resources: readonly StateResource[], regions: readonly Region[]): Promise<readonly StateResource[]>;
  /** What happened when a role without permissions called AWS: `denied` is what proves that IAM is enforced. */
  probeIam(region: Region, accountId: string): Promise<{ readonly denied: boolean; readonly detail: string }>;
  /** Leaves everything running after this process. */
  keep(): Promise<void>;
  /** Stops everything that was started. */
  stop(): Promise<void>;
}
