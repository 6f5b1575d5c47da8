import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TandemError } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import { foundationContract, parseOutputs, sharedContract, stackName } from "@tandem/contracts";
import { environmentFile } from "../environment-files.ts";
import { loadEnvironment } from "../environment-settings.ts";
import { layerFolder } from "../layers.ts";
import { missingLayers } from "../outputs/missing-layers.ts";
import type { LayerEngine } from "../ports.ts";
import { withDelegated } from "./delegated-setting.ts";
import type { LookUpNameServers } from "./name-servers.ts";

export interface ConfirmDelegationRequest {
  /** The repository. */
  readonly root: string;
  readonly environment: string;
  readonly engine: Pick<LayerEngine, "outputs">;
  readonly lookUp: LookUpNameServers;
}

/** What was confirmed, and written down. */
export interface ConfirmedDelegation {
  readonly domain: string;
  /** Sorted. */
  readonly nameServers: readonly string[];
  /** The file that says so now, relative to the repository. */
  readonly file: string;
  /** The commands that come next. */
  readonly next: readonly string[];
}

/**
 * Sets `tandem:delegated` of an environment in the domain mode `external`, once public DNS answers its domain's NS with
 * exactly the name servers of the zone that foundation made. Otherwise it changes nothing.
 * @throws ConfigError; TandemError when foundation is not up, the mode is another one, or DNS answers anything else
 */
export async function confirmDelegation(request: ConfirmDelegationRequest): Promise<ConfirmedDelegation> {
  const { root, environment, engine, lookUp } = request;
  const { config, layers } = await loadEnvironment(root, environment);
  requireExternal(config);
  const { domain } = config;
  const published = canonical(await publishedNameServers(engine, environment));
  const answered = canonical(await lookUp(domain));
  if (answered.join() !== published.join()) throw notDelegated(environment, domain, answered, published);
  const file = environmentFile({ contract: sharedContract, stackName: stackName(sharedContract, environment) });
  const path = join(root, file);
  await writeFile(path, withDelegated(await readFile(path, "utf8"), file));
  const next = layers.map((layer) => `pulumi -C ${layerFolder(layer)} up -s ${layer.stackName}`);
  return { domain, nameServers: published, file, next };
}

function requireExternal({ environment, domain, domainMode }: EnvironmentConfig): void {
  if (domainMode === "external") return;
  throw new TandemError(
    "delegation-mode",
    `nobody delegates ${domain} by hand: the domain mode of ${environment} is ${domainMode}; legal: external`,
    { hint: `pulumi -C stacks/shared config set -s ${environment} tandem:domainMode external` },
  );
}

async function publishedNameServers(
  engine: Pick<LayerEngine, "outputs">,
  environment: string,
): Promise<readonly string[]> {
  const foundation = { contract: foundationContract, stackName: stackName(foundationContract, environment) };
  const raw = await engine.outputs(foundation);
  if (raw === undefined) throw missingLayers(environment, [foundation]);
  return parseOutputs(foundationContract, environment, raw).zoneNameServers;
}

/** DNS names know neither case nor order, and may end in a dot. */
function canonical(names: readonly string[]): readonly string[] {
  return names.map((name) => name.toLowerCase().replace(/\.$/, "")).toSorted();
}

function notDelegated(
  environment: string,
  domain: string,
  answered: readonly string[],
  published: readonly string[],
): TandemError {
  const list = (names: readonly string[]) => (names.length === 0 ? "none" : names.join(", "));
  return new TandemError(
    "delegation-wrong",
    `public DNS does not lead to the zone of ${domain}\n` +
      `  it answers: ${list(answered)}\n` +
      `  the zone's: ${list(published)}`,
    {
      hint:
        `enter the zone's as the NS record of ${domain} in its parent zone and wait until the old answer's TTL is over; ` +
        `then ./tandem init --delegated --env ${environment}`,
    },
  );
}
