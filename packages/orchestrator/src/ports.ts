import type { Layer } from "@tandem/contracts";
import type { Region } from "@tandem/config";
import type { Fault } from "./drill/fault.ts";
import type { ResourceReader } from "./resources/read-resources.ts";

export type { DatabaseMove, DatabaseState, DatabaseTail } from "./drill/databases.ts";
export type { Fault } from "./drill/fault.ts";
export type { DrillGround } from "./drill/ground.ts";
export type { PlainFailover } from "./drill/plain-failover.ts";
export type * from "./drill/load.ts";

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
  /** Pulumi's own word: `create`, `update`, `delete`, `create-replacement`, `same`, … */
  readonly operation: string;
  readonly type: string;
  readonly name: string;
}

/** A change to one resource that a preview announces, without its values. */
export interface PlannedChange extends ResourceStep {
  readonly urn: string;
  /** Paths of the properties that differ, as the provider names them: `tags.owner`. */
  readonly properties: readonly string[];
  /** Those of them that only a replacement can change. */
  readonly replaceBecause: readonly string[];
  /** Pulumi refuses to delete it. */
  readonly protect: boolean;
}

/** What a layer's update would do. */
export interface LayerPreview {
  /** What is not the same afterwards, in the engine's order. */
  readonly changes: readonly PlannedChange[];
  /** How many resources stay as they are. */
  readonly unchanged: number;
  /** The outputs that the update would publish; a leaf that is not known yet is `UNKNOWN`. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A property that is not in the cloud what the state says. */
export interface Drift {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** `delete`: the resource is gone. */
  readonly operation: "update" | "delete";
  /** Paths of the properties that differ; none where the resource is gone. */
  readonly properties: readonly string[];
}

/** An operation that had begun when its runner died. */
export interface PendingOperation {
  readonly kind: "creating" | "updating" | "deleting" | "reading" | "importing";
  readonly urn: string;
  readonly type: string;
  /** What it was asked for; secrets are left out. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The region of its provider; undefined when its provider has none. */
  readonly region: string | undefined;
  /** False for what is the engine's alone and nowhere else: components, providers, the stack itself. */
  readonly inCloud: boolean;
}

/** A stack's state between two operations, without its secrets. */
export interface Checkpoint {
  /** When an operation last wrote it, ISO 8601. */
  readonly updatedAt: string;
  readonly resources: readonly CheckpointResource[];
  readonly pendingOperations: readonly PendingOperation[];
  /** The stack's own outputs; a secret is the word `[secret]`. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What its last update read of other stacks. */
  readonly references: readonly ReadStack[];
}

/** The outputs of another stack as an update read them. */
export interface ReadStack {
  /** `<organization>/<project>/<stack>` */
  readonly name: string;
  /** None where one of them is a secret: the engine keeps no others apart from it. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface CheckpointResource extends StateResource {
  readonly urn: string;
  readonly protect: boolean;
  /** Only its identifier is known: a recovery wrote it down, and was stopped before it read the rest. */
  readonly unread?: true;
}

/** A pending create that has happened: what it made is there under this identifier, in `pulumi import`'s form. */
export interface PendingImport {
  readonly urn: string;
  readonly id: string;
  /** Only in part, and no update does the rest: it is to be deleted and made again. */
  readonly isHalfMade?: true;
}

/** Which Pulumi stack a layer is. */
export type LayerStack = Pick<Layer, "contract" | "stackName">;

/** What one of Route 53's health checkers says of an endpoint. */
export interface CheckerReport {
  readonly region: string;
  /** `Success: HTTP Status Code 200` or `Failure: …`; undefined as long as it has not asked. */
  readonly status: string | undefined;
}

/** What every engine operation runs with. */
export interface OperationOptions {
  /** Cancels the operation: the engine finishes what its providers are doing, and stops. */
  readonly signal?: AbortSignal;
  readonly onStep?: (step: ResourceStep) => void;
}

/** The engine that runs a layer's program: Pulumi, or a fake in tests. Failures are thrown as TandemError. */
export interface LayerEngine extends ResourceReader {
  /** Makes the empty stack. Not safe for two layers of one project at the same moment. */
  create(layer: Layer): Promise<void>;
  /** Makes it the one that a plain `pulumi` in its folder works on, as its owner does. */
  select(layer: Layer): Promise<void>;
  /** With `plan`, a file that `preview` saved, the engine refuses to do more than it. */
  up(
    layer: Layer,
    options: OperationOptions & { readonly plan?: string },
  ): Promise<{ readonly outputs: Readonly<Record<string, unknown>> }>;
  /** What `up` would do; with `plan`, saved in that file. Does not look at the cloud. */
  preview(layer: Layer, options: OperationOptions & { readonly plan?: string }): Promise<LayerPreview>;
  /** `preview --refresh --expect-no-changes`: what would change after looking at the cloud. */
  previewAfterRefresh(layer: Layer, options: OperationOptions): Promise<{ readonly changes: readonly ResourceStep[] }>;
  /** `refresh --preview-only`: where the cloud differs from the state, `ignoreChanges` or not. Writes nothing. */
  drift(layer: Layer, options: OperationOptions): Promise<readonly Drift[]>;
  /** Deletes every resource, then the stack; its file in the owner's folder stays. */
  destroy(layer: Layer, options: OperationOptions): Promise<void>;
  /**
   * Ends what a killed run left in the state: takes these creates over, forgets the other pending creates, and reads
   * from the cloud what was being changed or deleted. Deletes what may have been made only in part, where no update
   * would ever set the rest. Gives the URNs of those it was to take over that are not there, and of what it deleted.
   */
  settlePending(
    layer: Layer,
    imports: readonly PendingImport[],
    options: OperationOptions,
  ): Promise<{ readonly absent: readonly string[]; readonly unfinished: readonly string[] }>;
  /** The stack's outputs as its last update left them; undefined when there is no such stack. Changes nothing. */
  outputs(stack: LayerStack): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** The stack's state; undefined when there is no such stack. Changes nothing. */
  checkpoint(stack: LayerStack): Promise<Checkpoint | undefined>;
}

/** As much of an engine as a rollout, a second look and a teardown take. */
export type RolloutEngine = Omit<LayerEngine, "drift" | "outputs">;

/** Who holds a stack's lock, as the backend tells it. */
export interface StackLock {
  readonly pid: number;
  readonly hostname: string;
  readonly username: string;
  /** ISO 8601 */
  readonly takenAt: string;
}

/** A document with the revision that a later write must still find. */
export interface StoredDocument {
  readonly text: string;
  readonly revision: string;
}

/**
 * Where an environment's states are, and beside them what Tandem itself keeps: run ledgers and rollout locks.
 * One per backend: a folder, an S3 bucket, Pulumi Cloud.
 */
export interface StateStore {
  readonly kind: "file" | "s3" | "cloud";
  /** `PULUMI_BACKEND_URL`'s form. */
  readonly url: string;
  /** Whether other machines see the documents too; those of a file store and of Pulumi Cloud stay on this one. */
  readonly shared: boolean;
  /** @param key such as `live/ledger.json` */
  read(key: string): Promise<StoredDocument | undefined>;
  /**
   * Writes the document if its revision is still `expected` (undefined: if there is none), and gives the new revision;
   * undefined when somebody else was faster, and then nothing is written.
   */
  write(key: string, text: string, expected: string | undefined): Promise<string | undefined>;
  remove(key: string): Promise<void>;
  /** The engine's own locks on a stack; undefined where the backend does not show them (Pulumi Cloud). */
  stackLocks(stack: LayerStack): Promise<readonly StackLock[] | undefined>;
  /** Removes the engine's locks on a stack, as `pulumi cancel` does. */
  breakStackLocks(stack: LayerStack): Promise<void>;
}

/** What AWS holds although every stack is gone: no stack has ever known it. */
export interface LateResources {
  /** Identifiers of the manual snapshots of a cluster, which may be gone itself. */
  snapshots(region: Region, cluster: string): Promise<readonly string[]>;
  /** Those of these log groups that there are. */
  logGroups(region: Region, names: readonly string[]): Promise<readonly string[]>;
  /** Does nothing where it is gone. */
  deleteSnapshot(region: Region, id: string): Promise<void>;
  /** Does nothing where it is gone. */
  deleteLogGroup(region: Region, name: string): Promise<void>;
}

/** One thing that exists in the emulator. */
export interface InventoryLine {
  readonly type: string;
  readonly region: string;
  readonly id: string;
  /** Why it is still there although it was deleted; only keys may be. */
  readonly pendingDeletion?: string;
}

/** One thing that a teardown left behind. */
export interface Leftover extends InventoryLine {
  /** Why it was not swept, where it is one of those that are. */
  readonly reason?: string;
  /** What deletes it. */
  readonly command?: string;
}

/** What a teardown left behind. */
export interface Leftovers {
  readonly leftovers: readonly Leftover[];
  /** AWS deletes these by itself, later. */
  readonly pendingDeletion: readonly InventoryLine[];
}

/** Who turns resources into AWS calls: Tandem's own plugin, or Pulumi's. */
export const awsPlugins = ["stand-in", "official"] as const;
export type AwsPlugin = (typeof awsPlugins)[number];

/** One record of a DNS answer. */
export interface DnsRecord {
  readonly name: string;
  /** `CNAME` */
  readonly type: string;
  readonly ttlSeconds: number;
  /** The host of a CNAME record, the address of an A record, the text of a TXT record. */
  readonly value: string;
}

/** A running emulator behind its region gate, and what can be asked of it. */
export interface ProvingGround {
  /** The gate: `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  readonly emulator: { readonly name: string; readonly version: string };
  /** What Tandem answers in the emulator's place, each in a phrase. */
  readonly modelled: readonly string[];
  readonly awsPlugin: AwsPlugin;
  readonly languageHost: "stand-in" | "official";
  /** The only environment that a child process gets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Calls an AWS-form URL inside the emulator. */
  call(url: string, init?: RequestInit): Promise<Response>;
  /** Asks Route 53's name server over DNS. Rejects when it answers with anything but records, or with none. */
  resolve(name: string, type: "A" | "CNAME" | "TXT"): Promise<readonly DnsRecord[]>;
  /** What Route 53's checkers say of an endpoint. */
  checkerReports(healthCheckId: string): Promise<readonly CheckerReport[]>;
  /** Starts a function as a schedule does: it does not wait for the function's end. */
  start(functionName: string, region: Region): Promise<void>;
  /** One item of a table, as this region's replica has it; undefined where it has none. */
  item(
    table: string,
    key: Readonly<Record<string, string>>,
    region: Region,
  ): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** An object's text; undefined where the bucket has none. */
  object(bucket: string, key: string, region: Region): Promise<string | undefined>;
  inventory(regions: readonly Region[]): Promise<readonly InventoryLine[]>;
  readonly compare: (before: readonly InventoryLine[], after: readonly InventoryLine[]) => Leftovers;
  /** The resources that the emulator does not hold under the identifier that the state has. */
  missing(resources: readonly StateResource[], regions: readonly Region[]): Promise<readonly StateResource[]>;
  /** What happened when a role without permissions called AWS: `denied` is what proves that IAM is enforced. */
  probeIam(region: Region, accountId: string): Promise<{ readonly denied: boolean; readonly detail: string }>;
  /** Puts these faults in place of those that there are; none clears them. Other processes see them at once. */
  setFaults(faults: readonly Fault[]): Promise<void>;
  /** Leaves everything running after this process. */
  keep(): Promise<void>;
  /** Stops everything that was started. */
  stop(): Promise<void>;
}
