import type { ConfigProblem } from "./errors.ts";
import { ConfigError } from "./errors.ts";
import { checkDatabase, checkDelegation, checkRecipients, checkRetention } from "./environment-options.ts";
import { domainRefusal } from "./domains.ts";
import type { DomainMode } from "./domains.ts";
import { refusal } from "./naming.ts";
import type { Profile, Retention } from "./profile.ts";
import { profileNames, profiles } from "./profiles/index.ts";
import { regionNames } from "./regions.ts";
import type { Region } from "./regions.ts";
import { namesOf } from "./names-of.ts";

/** What a person says of an environment, unchecked; a missing value is undefined. */
export interface EnvironmentInput {
  readonly environment: string | undefined;
  readonly profile: string | undefined;
  readonly environmentSuffix: string | undefined;
  readonly accountId: string | undefined;
  readonly domain: string | undefined;
  readonly primaryRegion: string | undefined;
  readonly standbyRegion: string | undefined;
  /** @default `none` for a domain of tests, else `external` */
  readonly domainMode?: string | undefined;
  /** @default none: only the mode `delegated` has one */
  readonly parentZoneId?: string | undefined;
  /** @default "false" */
  readonly delegated?: string | undefined;
  /** @default the profile's operator role, in the environment's account */
  readonly operatorArn?: string | undefined;
  /** Addresses with commas between them. @default none */
  readonly alertEmails?: string | undefined;
  /** @default the profile's */
  readonly retention?: string | undefined;
  /** Of Aurora PostgreSQL, in profiles with a database. @default the profile's */
  readonly databaseEngineVersion?: string | undefined;
}

/** A checked environment: profile and overrides together. */
export interface EnvironmentConfig {
  readonly profile: Profile;
  readonly environment: string;
  readonly environmentSuffix: string;
  readonly accountId: string;
  readonly domain: string;
  readonly regions: { readonly primary: Region; readonly standby: Region };
  readonly domainMode: DomainMode;
  readonly parentZoneId: string | undefined;
  readonly delegated: boolean;
  readonly operatorArn: string | undefined;
  readonly alertEmails: readonly string[];
  readonly retention: Retention;
  /** Undefined where the profile has no database. */
  readonly databaseEngineVersion: string | undefined;
}

/** Planes of the project `global`; their names end its stacks' names, so an environment cannot end in them. */
export const planes = ["foundation", "traffic"] as const;
export type Plane = (typeof planes)[number];

const ENVIRONMENT = /^[a-z][a-z0-9-]{0,15}$/;
const ACCOUNT = /^\d{12}$/;

/** Why this is no environment name; undefined when it is one. */
export function environmentRefusal(environment: string): string | undefined {
  const reserved = planes.some((plane) => environment.endsWith(`-${plane}`));
  return ENVIRONMENT.test(environment) && !reserved
    ? undefined
    : "a letter, then up to 15 of a-z 0-9 -, not ending in -foundation or -traffic";
}

/** The command that sets a key, for a problem's fix. */
export type FixFor = (key: string, example: string) => string;

/** Notes a problem with one key. */
export type Refuse = (key: string, value: unknown, legal: string, example: string) => void;

/** For a stack owner: the engine's own commands in the folder of `shared`. */
function pulumiFix(environment: string): FixFor {
  const stack = environmentRefusal(environment) === undefined ? environment : "<env>";
  return (key, example) =>
    key === "env"
      ? `pulumi -C stacks/shared stack init ${example}`
      : `pulumi -C stacks/shared config set -s ${stack} tandem:${key} ${example}`;
}

/**
 * The checked configuration, or every problem with it at once.
 * @param fixFor The fix of each problem. @default the Pulumi command that sets the key in `shared`'s stack
 */
export function checkEnvironment(
  input: EnvironmentInput,
  fixFor: FixFor = pulumiFix(input.environment ?? ""),
): { ok: true; config: EnvironmentConfig } | { ok: false; problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const env = input.environment ?? "";
  const refuse: Refuse = (key, value, legal, example) => {
    problems.push({ key: `tandem:${key}`, value, legal, fix: fixFor(key, example) });
  };

  const environment = environmentRefusal(env);
  if (environment !== undefined) {
    problems.push({
      key: "env",
      value: input.environment,
      legal: environment,
      fix: fixFor("env", "dev"),
    });
  }
  const profile = profiles.get(input.profile ?? "");
  if (profile === undefined) {
    refuse("profile", input.profile, profileNames.join(" | "), profileNames[0] ?? "");
  }
  if (!ACCOUNT.test(input.accountId ?? "")) {
    refuse("accountId", input.accountId, "the 12 digits of the one AWS account that may be touched", "123456789012");
  }
  const suffix = input.environmentSuffix ?? "";
  const regions = checkRegions(input, profile, refuse);
  const domain = input.domain ?? (suffix === "" ? undefined : profile?.defaultDomain(suffix));

  if (suffix === "") {
    refuse(
      "environmentSuffix",
      input.environmentSuffix,
      "a short word that every name ends in, lower-case letters, digits and hyphens",
      "dev1",
    );
  } else if (profile !== undefined) {
    const refusals = suffixRefusals(profile, suffix);
    if (refusals.length > 0)
      refuse("environmentSuffix", suffix, `one that gives legal names; ${refusals.join("; ")}`, "dev1");
  }
  if (domain !== undefined) {
    const refused = domainRefusal(domain);
    // A default domain is refused only for its suffix, which is reported already.
    if (refused !== undefined && input.domain !== undefined)
      refuse("domain", domain, refused, profile?.defaultDomain("dev1") ?? "payments.test.local");
  }
  const delegation = checkDelegation(input, domain, refuse);
  const recipients = checkRecipients(input, refuse);
  const retention = checkRetention(input, profile, refuse);
  const databaseEngineVersion = checkDatabase(input, profile, refuse);
  if (problems.length > 0 || profile === undefined || regions === undefined || domain === undefined) {
    return { ok: false, problems };
  }
  return {
    ok: true,
    config: {
      profile,
      environment: env,
      environmentSuffix: suffix,
      accountId: input.accountId ?? "",
      domain,
      regions,
      ...delegation,
      ...recipients,
      retention,
      databaseEngineVersion,
    },
  };
}

/** As `checkEnvironment`, but throws the problems. @throws ConfigError */
export function requireEnvironment(input: EnvironmentInput, fixFor?: FixFor): EnvironmentConfig {
  const checked = checkEnvironment(input, fixFor);
  if (!checked.ok) throw new ConfigError(checked.problems);
  return checked.config;
}

function checkRegions(
  input: EnvironmentInput,
  profile: Profile | undefined,
  refuse: Refuse,
): { primary: Region; standby: Region } | undefined {
  const check = (key: "primaryRegion" | "standbyRegion", fallback: Region | undefined): Region | undefined => {
    const value = input[key] ?? fallback;
    const region = regionNames.find((known) => known === value);
    if (region === undefined && value !== undefined)
      refuse(key, value, regionNames.join(" | "), fallback ?? "us-east-1");
    return region;
  };
  const primary = check("primaryRegion", profile?.regions.primary);
  const standby = check("standbyRegion", profile?.regions.standby);
  if (primary === undefined || standby === undefined) return undefined;
  if (primary === standby) {
    const candidates = [profile?.regions.standby, profile?.regions.primary, "us-east-1", "us-east-2"];
    const other = candidates.find((region) => region !== undefined && region !== primary) ?? "";
    refuse("standbyRegion", standby, `any region but the primary's, ${primary}`, other);
    return undefined;
  }
  return { primary, standby };
}

/** Which services refuse a name that ends in this suffix. Region names are legal in every service's alphabet. */
function suffixRefusals(profile: Profile, suffix: string): string[] {
  const { all } = namesOf(profile, profile.regions, suffix);
  const label = profile.defaultDomain(suffix).split(".")[0] ?? "";
  const refusals = [...all, { service: "dns-label" as const, name: label }].map(({ service, name }) =>
    refusal(service, name),
  );
  return [...new Set(refusals.filter((text) => text !== undefined))];
}
