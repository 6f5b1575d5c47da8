import type { ApplyMethod, Parameter } from "@aws-sdk/client-rds";
import type { Properties, PropertySpec, Value } from "../../entry.ts";
import { objects, requiredText, text } from "../properties.ts";

/** What one call of RDS takes at most: 20 parameters (ModifyDBParameterGroup in its API reference). */
const perCall = 20;

/** The spec of `parameters`: those that differ from what the group's family has. */
export const parametersSpec: PropertySpec = {
  set: true,
  default: [],
  fields: { name: { required: true }, value: { required: true }, applyMethod: { default: "immediate" } },
};

/** The calls of one kind of parameter group. */
export interface ParameterCalls {
  set(parameters: Parameter[]): Promise<unknown>;
  reset(parameters: Parameter[]): Promise<unknown>;
}

/** Makes the parameters of `olds` those of `news`, in calls that RDS takes. */
export async function moveParameters(calls: ParameterCalls, olds: Properties, news: Properties): Promise<void> {
  const [there, wanted] = [parametersOf(olds), parametersOf(news)];
  const gone = there.filter(({ ParameterName: name }) => !wanted.some((one) => one.ParameterName === name));
  const moved = wanted.filter((one) => !there.some((other) => sameParameter(one, other)));
  for (const part of parts(gone)) {
    await calls.reset(part.map(({ ParameterName, ApplyMethod: method }) => ({ ParameterName, ApplyMethod: method })));
  }
  for (const part of parts(moved)) await calls.set(part);
}

/** `parameters` as a read reports them, from those that RDS says a user has set. */
export function readParameters(found: readonly Parameter[]): Value {
  return found
    .map(({ ParameterName, ParameterValue, ApplyMethod: method }) => ({
      name: ParameterName ?? "",
      value: ParameterValue ?? "",
      applyMethod: method ?? "immediate",
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function parametersOf(properties: Properties): Parameter[] {
  return objects(properties, "parameters").map((parameter) => ({
    ParameterName: requiredText(parameter, "name"),
    ParameterValue: requiredText(parameter, "value"),
    ApplyMethod: (text(parameter, "applyMethod") ?? "immediate") as ApplyMethod,
  }));
}

function sameParameter(one: Parameter, other: Parameter): boolean {
  return (
    one.ParameterName === other.ParameterName &&
    one.ParameterValue === other.ParameterValue &&
    one.ApplyMethod === other.ApplyMethod
  );
}

function parts(parameters: readonly Parameter[]): Parameter[][] {
  return Array.from({ length: Math.ceil(parameters.length / perCall) }, (_, index) =>
    parameters.slice(index * perCall, (index + 1) * perCall),
  );
}
