import * as z from "zod";
import { callCountSchema, callsPath } from "../sandbox/call-counts.ts";
import { functionCallers } from "./callers.ts";
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

/** Holds every role of a rehearsed environment against what its sessions called, by the gate's record. */
export async function proveIam(
  endpoint: string,
  regions: readonly [string, ...string[]],
  exceptions: readonly UsageException[] = usageExceptions,
): Promise<IamProof> {
  const roles = await readRoles(endpoint, regions[0]);
  const response = await fetch(`${endpoint}${callsPath}`);
  const calls = z.array(callCountSchema).parse(await response.json());
  const called = actionsByRole(calls, await functionCallers(endpoint, regions));
  return {
    roles: roles.map(({ name }) => name),
    wildcards: roles.flatMap(tooWide),
    unbounded: roles.filter(({ boundary }) => boundary === undefined).map(({ name }) => name),
    ...compareUsage(roles.flatMap(grantsOf), called, exceptions),
  };
}
