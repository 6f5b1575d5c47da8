import { ConfigError, regionNames } from "@tandem/config";
import type { ConfigProblem, Region, Role } from "@tandem/config";

/** What a person asks for, unchecked; a missing value is undefined. */
export interface BootstrapInput {
  /** Begins every name: the organization. */
  readonly name: string | undefined;
  readonly accountId: string | undefined;
  readonly primaryRegion: string | undefined;
  readonly standbyRegion: string | undefined;
}

/** A state backend in two regions, by its names. */
export interface StateBackend {
  readonly accountId: string;
  readonly regions: Readonly<Record<Role, Region>>;
  readonly buckets: Readonly<Record<Role, string>>;
  /** The same in both regions, and each region's own key: what names it opens the state in either. */
  readonly keyAlias: string;
  /** By which the key is found where its alias was not made any more. */
  readonly keyDescription: string;
  /** What S3 copies with. */
  readonly replicationRole: string;
}

/** Short enough for the longest bucket name: 63 characters with the longest region's. */
const NAME = /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/;
const ACCOUNT = /^\d{12}$/;

/** @throws ConfigError with every problem */
export function stateBackend(input: BootstrapInput): StateBackend {
  const problems: ConfigProblem[] = [];
  const refuse = (key: string, value: string | undefined, legal: string, example: string): undefined => {
    problems.push({ key, value, legal, fix: `tandem state bootstrap … --${key} ${example}` });
  };
  const region = (key: string, value: string | undefined, example: Region): Region | undefined =>
    regionNames.find((known) => known === value) ?? refuse(key, value, regionNames.join(" | "), example);
  const { name = "", accountId = "" } = input;
  if (!NAME.test(name)) refuse("name", input.name, "3 to 32 of a-z 0-9 -, from a letter to a letter or digit", "acme");
  if (!ACCOUNT.test(accountId)) {
    refuse("account", input.accountId, "the 12 digits of the one AWS account that may be touched", "123456789012");
  }
  const primary = region("primary-region", input.primaryRegion, "us-east-1");
  const standby = region("standby-region", input.standbyRegion, "us-east-2");
  if (primary !== undefined && primary === standby) {
    const other = primary === "us-east-2" ? "us-east-1" : "us-east-2";
    refuse("standby-region", standby, `any region but the primary's, ${primary}`, other);
  }
  if (primary === undefined || standby === undefined || problems.length > 0) throw new ConfigError(problems);
  const full = `${name}-tandem-state`;
  return {
    accountId,
    regions: { primary, standby },
    buckets: { primary: `${full}-${primary}`, standby: `${full}-${standby}` },
    keyAlias: `alias/${full}`,
    keyDescription: `secrets and states of ${name}'s Tandem stacks`,
    replicationRole: `${full}-replication`,
  };
}

/** What an environment's people set to use the backend in one of its regions. */
export interface BackendSettings {
  readonly PULUMI_BACKEND_URL: string;
  /** The region whose key opens the secrets. */
  readonly AWS_REGION: Region;
}

/** @param pathStyle for an endpoint that does not serve buckets by host name, as emulators */
export function backendSettings({ buckets, regions }: StateBackend, role: Role, pathStyle: boolean): BackendSettings {
  const style = pathStyle ? "&s3ForcePathStyle=true" : "";
  return { PULUMI_BACKEND_URL: `s3://${buckets[role]}?region=${regions[role]}${style}`, AWS_REGION: regions[role] };
}

/** Names no region, so that the region of the moment decides whose key is asked; both have the same key material. */
export function secretsProvider({ keyAlias }: StateBackend): string {
  return `awskms:///${keyAlias}`;
}
