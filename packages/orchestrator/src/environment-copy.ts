import { ConfigError } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import type { InitRequest } from "./environment-files.ts";
import { readEnvironment } from "./environment-settings.ts";

/** What a copy gets of its own; an undefined value is the original's. */
export type CopyRequest = Omit<InitRequest, "profile" | "delegated"> & {
  /** The environment that is copied. */
  readonly from: string;
};

/**
 * What `initEnvironment` takes to make an environment like another one, for as long as a pull request is open: the same
 * profile, account, regions, operator, engine version and secrets provider, and a suffix, a domain and a retention of its own.
 * Addresses are not copied: everyone would have to confirm a subscription for each copy.
 * @throws ConfigError; TandemError when the original has no files
 */
export async function copyOf({ from, ...given }: CopyRequest): Promise<InitRequest> {
  const settings = await readEnvironment(given.root, from);
  if (!settings.ok) throw new ConfigError(settings.problems);
  const { config, stacks } = settings;
  const suffix = given.environmentSuffix ?? given.environment;
  const [provider] = stacks.map(({ secretsProvider }) => secretsProvider);
  return {
    ...given,
    profile: config.profile.name,
    environmentSuffix: suffix,
    accountId: given.accountId ?? config.accountId,
    domain: given.domain ?? siblingDomain(config, suffix),
    primaryRegion: given.primaryRegion ?? config.regions.primary,
    standbyRegion: given.standbyRegion ?? config.regions.standby,
    domainMode: given.domainMode ?? config.domainMode,
    parentZoneId: given.parentZoneId ?? config.parentZoneId,
    operatorArn: given.operatorArn ?? config.operatorArn,
    retention: given.retention ?? "disposable",
    databaseEngineVersion: given.databaseEngineVersion ?? config.databaseEngineVersion,
    secretsProvider: given.secretsProvider ?? (provider === "passphrase" ? undefined : provider),
  };
}

/** `payments.acme.dev` becomes `payments-<suffix>.acme.dev`, so that the same parent zone can delegate it. */
function siblingDomain(
  { domain, profile, environmentSuffix }: EnvironmentConfig,
  suffix: string | undefined,
): string | undefined {
  if (suffix === undefined || domain === profile.defaultDomain(environmentSuffix)) return undefined;
  const [label = "", ...parent] = domain.split(".");
  return [`${label}-${suffix}`, ...parent].join(".");
}
