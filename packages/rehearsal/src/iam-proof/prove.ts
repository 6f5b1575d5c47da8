import * as z from "zod";
import { callCountSchema, callsPath } from "../sandbox/call-counts.ts";
import { functionCallers, instanceCallers } from "./callers.ts";
import { actionsByRole } from "./calls.ts";
import { usageExceptions } from "./exceptions.ts";
import { grantsOf, tooWide } from "./policies.ts";
import { readRoles } from "./read-roles.ts";
import { compareUsage } from "./usage.ts";
import type { Usage, UsageException } from "./usage.ts";

/** What is left to say against the roles of an environment. */
export interface IamProof extends Usage {
  /** Names of the roles that were looked at. */
  readonly roles: readonly string[];
  readonly wildcards: readonly string[];
  /** Roles without a permissions boundary. */
  readonly unbounded: readonly string[];
}

export interface IamProofOptions {
  /** Where AWS is: the region gate's address. */
  readonly endpoint: string;
  readonly regions: readonly [string, ...string[]];
  /**
   * Sessions that somebody took by hand: role names by their access keys.
   * @default none: only the sessions of functions and instances count
   */
  readonly sessions?: ReadonlyMap<string, string>;
  /** @default the reviewed list */
  readonly exceptions?: readonly UsageException[];
}

/** Holds every role of a rehearsed environment against what its sessions called, by the gate's record. */
export async function proveIam({
  endpoint,
  regions,
  sessions = new Map(),
  exceptions = usageExceptions,
}: IamProofOptions): Promise<IamProof> {
  const roles = await readRoles(endpoint, regions[0]);
  const response = await fetch(`${endpoint}${callsPath}`);
  const calls = z.array(callCountSchema).parse(await response.json());
  const own = [await functionCallers(endpoint, regions), await instanceCallers(endpoint)];
  const callers = new Map([...own.flatMap((found) => [...found]), ...sessions]);
  const called = actionsByRole(calls, callers);
  return {
    roles: roles.map(({ name }) => name),
    wildcards: roles.flatMap(tooWide),
    unbounded: roles.filter(({ boundary }) => boundary === undefined).map(({ name }) => name),
    ...compareUsage(roles.flatMap(grantsOf), called, exceptions),
  };
}
