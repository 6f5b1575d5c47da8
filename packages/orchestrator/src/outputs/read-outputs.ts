import { TandemError } from "@tandem/config";
import { environmentOutputs, layerId, parseOutputs, sharedContract, stackName } from "@tandem/contracts";
import type { Contract, OutputSource } from "@tandem/contracts";
import type { LayerEngine, LayerStack } from "../ports.ts";
import { missingLayers } from "./missing-layers.ts";

/** What an environment offers its users. */
export interface EnvironmentOutputs {
  readonly environment: string;
  readonly profile: string;
  /** By the names of the profile's sheet. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * The named outputs of an environment, read from its stacks and held against their contracts.
 * @throws TandemError that names every layer that is missing; ContractError
 */
export async function readOutputs(
  engine: Pick<LayerEngine, "outputs">,
  environment: string,
): Promise<EnvironmentOutputs> {
  const stackOf = (contract: Contract): LayerStack => ({ contract, stackName: stackName(contract, environment) });
  const shared = stackOf(sharedContract);
  const raw = await engine.outputs(shared);
  if (raw === undefined) throw missingLayers(environment, [shared]);
  const { topology } = parseOutputs(sharedContract, environment, raw);
  const named = environmentOutputs.get(topology.profile);
  if (named === undefined) {
    throw new TandemError("outputs-unnamed", `the profile ${JSON.stringify(topology.profile)} names no outputs`, {
      kind: "bug",
    });
  }
  const published = await readStacks(
    engine,
    environment,
    Object.values(named).map(({ contract }) => stackOf(contract)),
  );
  const outputs = Object.entries(named).map(([name, source]) => [name, valueOf(published, source)]);
  return { environment, profile: topology.profile, outputs: Object.fromEntries(outputs) as Record<string, unknown> };
}

type Published = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

async function readStacks(
  engine: Pick<LayerEngine, "outputs">,
  environment: string,
  stacks: readonly LayerStack[],
): Promise<Published> {
  const distinct = [...new Map(stacks.map((stack) => [layerId(stack.contract), stack])).values()];
  const read = await Promise.all(distinct.map(async (stack) => ({ stack, raw: await engine.outputs(stack) })));
  const missing = read.filter(({ raw }) => raw === undefined).map(({ stack }) => stack);
  if (missing.length > 0) throw missingLayers(environment, missing);
  return new Map(
    read.map(({ stack: { contract }, raw }) => [layerId(contract), parseOutputs(contract, environment, raw ?? {})]),
  );
}

function valueOf(published: Published, { contract, key }: OutputSource): unknown {
  return published.get(layerId(contract))?.[key];
}
