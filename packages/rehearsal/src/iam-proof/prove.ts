import * as z from "zod";
import { callCountSchema, callsPath } from "../sandbox/call-counts.ts";
import { functionCallers, instanceCallers } from "./callers.ts";
import { actionsByRole } from "./calls.ts";
import { grantsOf, tooWide } from "./policies.ts";
import type { RolePurpose } from "./purposes.ts";
import { readRoles } from "./read-roles.ts";
import { usageExceptions } from "./usage-exceptions.ts";
import { compareUsage } from "./usage.ts";
import type { Usage } from "./usage.ts";
import { wildcardExceptions } from "./wildcard-exceptions.ts";
import { reviewWildcards } from "./wildcards.ts";

/** What is left to say against the roles of an environment. */
export interface IamProof extends Usage {
  /** Names of the roles that were looked at. */
  readonly roles: readonly string[];
  /** What is too wide, and not on the reviewed list. */
  readonly wildcards: readonly string[];
  /** Roles without a permissions boundary. */
  readonly unbounded: readonly string[];
}

export interface IamProofOptions {
  /** Where AWS is: the region gate's address. */
  readonly endpoint: string;
  readonly regions: readonly [string, ...string[]];
  /** What each role of the environment is for, by its name; see `purposesOf`. Reviewed exceptions are by purpose. */
  readonly purposes: ReadonlyMap<string, RolePurpose>;
  /**
   * Sessions that somebody took by hand: role names by their access keys.
   * @default none: only the sessions of functions and instances count
   */
  readonly sessions?: ReadonlyMap<string, string>;
}

/** Holds every role of a rehearsed environment against what its sessions called, by the gate's record. */
export async function proveIam({
  endpoint,
  regions,
  purposes,
  sessions = new Map(),
}: IamProofOptions): Promise<IamProof> {
  const roles = await readRoles(endpoint, regions[0]);
  const response = await fetch(`${endpoint}${callsPath}`);
  const calls = z.array(callCountSchema).parse(await response.json());
  const own = [await functionCallers(endpoint, regions), await instanceCallers(endpoint)];
  const callers = new Map([...own.flatMap((found) => [...found]), ...sessions]);
  const called = actionsByRole(calls, callers);
  const grants = roles.flatMap(grantsOf);
  const byRole = Map.groupBy(grants, ({ role }) => role);
  const sids = new Map([...byRole].map(([role, of]) => [role, new Set(of.map(({ sid }) => sid))]));
  const { wildcards, stale } = reviewWildcards(roles.flatMap(tooWide), sids, purposes, wildcardExceptions);
  const usage = compareUsage(grants, called, usageExceptions, purposes);
  return {
    roles: roles.map(({ name }) => name),
    wildcards,
    unbounded: roles.filter(({ boundary }) => boundary === undefined).map(({ name }) => name),
    unused: usage.unused,
    stale: [...stale, ...usage.stale],
  };
}
