import { createHash } from "node:crypto";

export type Inputs = Readonly<Record<string, unknown>>;

/** Where and as what a resource is made. */
export interface Made {
  readonly name: string;
  readonly inputs: Inputs;
  /** Region of its provider. */
  readonly region: string;
  readonly accountId: string;
}

/** Identifier and computed outputs that AWS would give; the same for the same resource at each run. */
export interface AwsValues {
  readonly id: string;
  readonly outputs: Inputs;
}

export function named(made: Made, service: string, resource: string): AwsValues {
  return { id: physical(made), outputs: { arn: arn(made, service, resource) } };
}

export function generated(made: Made, outputs: Inputs): AwsValues {
  return { id: digest(made, 10), outputs };
}

export function arn({ region, accountId }: Made, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The name that the program gave; components leave none to the engine. */
export function physical(made: Made): string {
  return text(made, "name");
}

export function text({ name, inputs }: Made, key: string): string {
  const value = inputs[key];
  if (typeof value === "string") return value;
  throw new Error(`the resource ${name} needs ${key} to be a string, but it is ${JSON.stringify(value)}`);
}

export function digest({ name, region }: Made, length: number): string {
  return createHash("sha256").update(`${region} ${name}`).digest("hex").slice(0, length);
}

export function uuid(made: Made): string {
  return digest(made, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
