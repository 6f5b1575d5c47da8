import type { Role } from "@tandem/config";
import { parseOutputs, primaryRegionContract, standbyRegionContract } from "@tandem/contracts";
import type { Layer } from "@tandem/contracts";
import type { LayerEngine } from "../ports.ts";

/** What a region's layer publishes, as far as a failover takes it. */
export interface PublishedRegion {
  readonly apiEndpoint: string;
  readonly alertTopicArn: string;
}

/**
 * Both regions' outputs; undefined for one that is not rolled out.
 * @throws ContractError where one breaks its contract
 */
export async function publishedRegions(
  engine: Pick<LayerEngine, "outputs">,
  environment: string,
  layers: readonly Layer[],
): Promise<Readonly<Record<Role, PublishedRegion | undefined>>> {
  const of = async (contract: typeof primaryRegionContract) => {
    const layer = layers.find((candidate) => candidate.contract.project === contract.project);
    const outputs = layer && (await engine.outputs({ contract, stackName: layer.stackName }));
    if (outputs === undefined || Object.keys(outputs).length === 0) return undefined;
    const { apiEndpoint, alertTopicArn } = parseOutputs(contract, environment, outputs);
    return { apiEndpoint, alertTopicArn };
  };
  const [primary, standby] = await Promise.all([of(primaryRegionContract), of(standbyRegionContract)]);
  return { primary, standby };
}
