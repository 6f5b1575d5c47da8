import type { NeededQuota, Region } from "@tandem/config";
import type { Layer } from "@tandem/contracts";
import type { LayerStack, StackLock } from "../ports.ts";
import type { ResourceReader } from "../resources/read-resources.ts";
import type { ResourcesByLayer } from "../resources/values.ts";

/** Who AWS says the caller is. */
export interface Identity {
  readonly accountId: string;
  readonly arn: string;
  /** How far this machine's clock is ahead of AWS's, seconds; undefined when AWS did not say. */
  readonly clockAheadSeconds: number | undefined;
}

/** What the doctor asks of the machine, Pulumi and AWS. A probe that throws has its message in the finding. */
export interface Probes extends ResourceReader {
  readonly root: string;
  /** Whether the environment that is asked about is a kept rehearsal: what only AWS needs is not needed then. */
  readonly rehearsal: boolean;
  /** The caller's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly nodeVersion: string;
  pulumiVersion(): Promise<string>;
  /** `stand-in`: no official one was found, so a plain `pulumi up` finds none either. */
  languageHost(): Promise<"official" | "stand-in">;
  /** An official plugin that goes with the programs. */
  plugin(name: "aws" | "awsx"): Promise<{ readonly version: string; readonly installed: boolean }>;
  /** The layers whose contract is not the committed one. */
  changedContracts(): Promise<readonly string[]>;
  rehearsals(): Promise<readonly { readonly environment: string; readonly running: boolean }[]>;
  identity(): Promise<Identity>;
  /** Whether the services of a region accept the caller: of one that has to be enabled, whether it is. */
  acceptsCaller(region: Region): Promise<boolean>;
  /** What the account has of a quota in a region. */
  quota(region: Region, quota: NeededQuota): Promise<number>;
  /** Lists what the state backend holds, so that it has to be reached. */
  backend(): Promise<{ readonly url: string; readonly stacks: number }>;
  readable(file: string): Promise<boolean>;
  /** What an environment's layers would have, by previews of them. */
  planned(environment: string, layers: readonly Layer[]): Promise<ResourcesByLayer>;
  /** The engine's locks on a stack; undefined where the backend does not show them. */
  stackLocks(stack: LayerStack): Promise<readonly StackLock[] | undefined>;
}
