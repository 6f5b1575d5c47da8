import type { AutoScalingGroups } from "./groups.ts";
import type { Group } from "./group.ts";
import type { InstanceRefreshes } from "./instance-refreshes.ts";
import type { Ec2Reader } from "./machines.ts";

/** One call of Auto Scaling's API. */
export interface Call {
  readonly region: string;
  readonly accountId: string;
  readonly form: URLSearchParams;
  readonly groups: AutoScalingGroups;
  readonly refreshes: InstanceRefreshes;
  readonly ec2: Ec2Reader;
}

/**
 * Checks a call and changes nothing yet. What it returns does the work once the emulator has let the call pass, and gives
 * what goes into the answer's result, as XML.
 * @throws AutoScalingError for what AWS refuses, and for what is not modelled
 */
export type Action = (call: Call) => Work | Promise<Work>;
export type Work = () => string | Promise<string>;

/** A refusal, under the code that AWS gives it. */
export class AutoScalingError extends Error {
  readonly code: string;
  constructor(
    code: "ValidationError" | "AlreadyExists" | "ResourceInUse" | "ActiveInstanceRefreshNotFound",
    message: string,
  ) {
    super(message);
    this.name = code;
    this.code = code;
  }
}

/** The text under a name; undefined where there is none. */
export function parameter({ form }: Pick<Call, "form">, name: string): string | undefined {
  return form.get(name) ?? undefined;
}

/** @throws AutoScalingError when it is missing or empty */
export function required(call: Pick<Call, "form">, name: string): string {
  const value = parameter(call, name);
  if (value === undefined || value === "") throw new AutoScalingError("ValidationError", `${name} is required`);
  return value;
}

/** @throws AutoScalingError when it is no whole number */
export function integer(call: Pick<Call, "form">, name: string): number | undefined {
  const value = parameter(call, name);
  if (value === undefined) return undefined;
  if (/^-?\d+$/.test(value)) return Number(value);
  throw new AutoScalingError("ValidationError", `${name} is ${JSON.stringify(value)}; it must be a whole number`);
}

/** The texts of a list `<name>.member.<n>`; undefined where there is none. An empty list is an empty parameter. */
export function members({ form }: Pick<Call, "form">, name: string): readonly string[] | undefined {
  const found: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = form.get(`${name}.member.${index}`);
    if (value === null) return index === 1 && !form.has(name) ? undefined : found;
    found.push(value);
  }
}

/** @throws AutoScalingError for a parameter that is none of these; a name covers what is inside it */
export function refuseOthers({ form }: Pick<Call, "form">, known: readonly string[]): void {
  for (const name of new Set(form.keys())) {
    const [top = ""] = name.split(".");
    if (name === "Action" || name === "Version" || known.includes(top)) continue;
    throw new AutoScalingError(
      "ValidationError",
      `${name} is not modelled by the rehearsal's Auto Scaling; modelled: ${known.join(", ")}`,
    );
  }
}

/** @throws AutoScalingError when there is no such group */
export function groupOf(call: Call, name = required(call, "AutoScalingGroupName")): Group {
  const group = call.groups.find(call.region, name);
  if (group !== undefined) return group;
  throw new AutoScalingError(
    "ValidationError",
    `AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`,
  );
}
