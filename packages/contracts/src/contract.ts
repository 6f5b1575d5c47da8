import { TandemError } from "@tandem/config";
import type { Plane, Topology } from "@tandem/config";
import type { z } from "zod";
import { isPinned } from "./leaves.ts";

/** The four Pulumi projects, without their `tandem-` prefix. */
export type Project = "shared" | "primary-region" | "standby-region" | "global";

type OutputShape = Readonly<Record<string, z.ZodType>>;

/** What one stack publishes: a versioned zod schema for its outputs. */
export interface Contract<Outputs extends OutputShape = OutputShape> {
  readonly project: Project;
  readonly plane: Plane | undefined;
  /** Raised by an incompatible change only; additions keep it. */
  readonly version: number;
  readonly outputs: Outputs;
}

/** The plain values of a contract's outputs. */
export type OutputsOf<C extends Contract> = {
  [K in keyof C["outputs"]]: z.output<C["outputs"][K]>;
};

/** Declares the outputs of a stack. */
export function defineContract<const Outputs extends OutputShape>(definition: {
  readonly project: Project;
  /** @default none: the project has one stack per environment. */
  readonly plane?: Plane;
  readonly version: number;
  readonly outputs: Outputs;
}): Contract<Outputs> {
  return { ...definition, plane: definition.plane };
}

/** The layer's name in messages, reports and options: `shared`, `global/foundation`. */
export function layerId({ project, plane }: { readonly project: string; readonly plane: Plane | undefined }): string {
  return plane === undefined ? project : `${project}/${plane}`;
}

/** The outputs whose resources a plan may neither replace nor delete. */
export function pinnedOutputs({ outputs }: Contract): readonly string[] {
  return Object.keys(outputs).filter((key) => outputs[key] !== undefined && isPinned(outputs[key]));
}

/** The project's name in Pulumi. */
export function projectName({ project }: Pick<Contract, "project">): string {
  return `tandem-${project}`;
}

/** The stack's name in Pulumi: `<env>`, or `<env>-<plane>`. */
export function stackName({ plane }: Pick<Contract, "plane">, environment: string): string {
  return plane === undefined ? environment : `${environment}-${plane}`;
}

/** One thing wrong with a producer's outputs. */
export interface OutputProblem {
  /** The output, with the path inside it: `topology.regions.primary`. */
  readonly key: string;
  readonly problem: string;
}

/** Outputs that do not keep their contract, with the command that mends it. */
export class ContractError extends TandemError {
  readonly problems: readonly OutputProblem[];

  constructor(contract: Contract, environment: string, problems: readonly OutputProblem[]) {
    const lines = problems.map(({ key, problem }) => `  ${key}: ${problem}`);
    const stack = `${projectName(contract)}/${stackName(contract, environment)}`;
    super("contract-broken", `the outputs of ${stack} do not keep its contract\n${lines.join("\n")}`, {
      hint: `pulumi -C stacks/${contract.project} up -s ${stackName(contract, environment)}`,
    });
    this.name = "ContractError";
    this.problems = problems;
  }
}

/**
 * Checks a stack's raw outputs against its contract, pure. Leaves for which `isUnknown` holds are not checked, except
 * inside the topology, which is made of literals. Keys that the contract does not name are left out of the result.
 * @throws ContractError with every problem
 */
export function parseOutputs<C extends Contract>(
  contract: C,
  environment: string,
  raw: Readonly<Record<string, unknown>>,
  isUnknown: (leaf: unknown) => boolean = () => false,
): OutputsOf<C> {
  if (Object.keys(raw).length === 0) {
    throw new ContractError(contract, environment, [{ key: "outputs", problem: "none yet: the stack is empty" }]);
  }
  const problems: OutputProblem[] = [];
  if (raw["contractVersion"] !== contract.version) {
    const found = raw["contractVersion"] === undefined ? "missing" : JSON.stringify(raw["contractVersion"]);
    problems.push({ key: "contractVersion", problem: `${found}, expected ${contract.version}` });
  }
  const parsed: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(contract.outputs)) {
    const value = raw[key];
    // An object that is not known as a whole looks like one whose keys are missing.
    if (key !== TOPOLOGY && isUnknown(value)) {
      parsed[key] = value;
      continue;
    }
    const result = schema.safeParse(value);
    if (value === undefined && !result.success) {
      problems.push({ key, problem: "missing" });
      continue;
    }
    // Where the only issues are unknown leaves, the value stands as it came.
    parsed[key] = result.success ? result.data : value;
    if (!result.success) problems.push(...issuesOf(key, value, result.error, isUnknown));
  }
  if (problems.length > 0) throw new ContractError(contract, environment, problems);
  return parsed as OutputsOf<C>;
}

/** The one output that is a plain value for its consumers. */
export const TOPOLOGY = "topology";

/** A contract whose outputs include the topology: `shared`'s. */
export type TopologyContract = Contract<{ readonly topology: z.ZodType<Topology> }>;

function issuesOf(
  key: string,
  value: unknown,
  error: z.ZodError,
  isUnknown: (leaf: unknown) => boolean,
): OutputProblem[] {
  return error.issues.flatMap(({ path, message }) => {
    const leaf = path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], value);
    const unknown = isUnknown(leaf);
    if (unknown && key !== TOPOLOGY) return [];
    const problem = unknown ? "not known before its producer is deployed; a topology holds literals only" : message;
    return [{ key: [key, ...path].join("."), problem }];
  });
}
