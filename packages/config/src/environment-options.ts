import { domainModes, isTestDomain } from "./domains.ts";
import type { DomainMode } from "./domains.ts";
import { engineVersions } from "./engine-versions.ts";
import type { EnvironmentInput, Refuse } from "./environment.ts";
import { retentions } from "./profile.ts";
import type { Profile, Retention } from "./profile.ts";

/** How the environment's zone comes into public DNS. */
interface Delegation {
  readonly domainMode: DomainMode;
  readonly parentZoneId: string | undefined;
  readonly delegated: boolean;
}

/** Route 53's own alphabet and length for the identifier of a hosted zone. */
const ZONE_ID = /^Z[A-Z0-9]{1,31}$/;
const PRINCIPAL = /^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;
const ADDRESS = /^[^\s@,]+@[^\s@,.]+(\.[^\s@,.]+)+$/;

/** The delegation that is asked for; what is wrong with it goes to `refuse`. */
export function checkDelegation(input: EnvironmentInput, domain: string | undefined, refuse: Refuse): Delegation {
  const test = domain !== undefined && isTestDomain(domain);
  const usual: DomainMode = test ? "none" : "external";
  const domainMode = domainModes.find((mode) => mode === (input.domainMode ?? usual));
  if (domainMode === undefined) {
    refuse("domainMode", input.domainMode, domainModes.join(" | "), usual);
  } else if (test && domainMode !== "none") {
    refuse("domainMode", domainMode, `none: nobody can validate a certificate for ${domain}`, "none");
  }
  checkParentZone(input.parentZoneId, domainMode, refuse);
  const delegated = input.delegated ?? "false";
  if (delegated !== "true" && delegated !== "false") {
    refuse("delegated", delegated, "true | false", "false");
  } else if (delegated === "true" && domainMode !== "external") {
    refuse("delegated", delegated, "false, unless people delegate the zone (domainMode external)", "false");
  }
  return {
    domainMode: domainMode ?? usual,
    parentZoneId: input.parentZoneId,
    delegated: domainMode === "delegated" || delegated === "true",
  };
}

function checkParentZone(parentZoneId: string | undefined, mode: DomainMode | undefined, refuse: Refuse): void {
  const example = "Z0123456789ABCDEFGHIJ";
  if (mode === "delegated" && !ZONE_ID.test(parentZoneId ?? "")) {
    refuse("parentZoneId", parentZoneId, "the hosted zone to delegate from, Z and up to 31 of A-Z 0-9", example);
  } else if (mode !== "delegated" && parentZoneId !== undefined) {
    refuse("parentZoneId", parentZoneId, "none, unless domainMode is delegated", example);
  }
}

/** Who may operate, and who is told of alarms; what is wrong with them goes to `refuse`. */
export function checkRecipients(
  { operatorArn, alertEmails = "" }: EnvironmentInput,
  refuse: Refuse,
): { readonly operatorArn: string | undefined; readonly alertEmails: readonly string[] } {
  if (operatorArn !== undefined && !PRINCIPAL.test(operatorArn)) {
    const legal = "the ARN of an IAM role or user";
    refuse("operatorArn", operatorArn, legal, "arn:aws:iam::123456789012:role/operator");
  }
  const emails = alertEmails === "" ? [] : alertEmails.split(",").map((email) => email.trim());
  const wrong = emails.find((email) => !ADDRESS.test(email));
  const twice = emails.find((email, index) => emails.indexOf(email) !== index);
  if (wrong !== undefined || twice !== undefined) {
    const legal = "e-mail addresses with commas between them, each once";
    refuse("alertEmails", alertEmails, legal, "oncall@bank.co,payments@bank.co");
  }
  return { operatorArn, alertEmails: emails };
}

/** What happens to data at the end; what is wrong with it goes to `refuse`. */
export function checkRetention(
  { retention }: EnvironmentInput,
  profile: Pick<Profile, "retention"> | undefined,
  refuse: Refuse,
): Retention {
  const usual = profile?.retention ?? "keep";
  const known = retentions.find((each) => each === (retention ?? usual));
  if (known === undefined) refuse("retention", retention, retentions.join(" | "), usual);
  return known ?? usual;
}

/** The version of the database's engine, undefined without one; what is wrong with it goes to `refuse`. */
export function checkDatabase(
  { databaseEngineVersion }: EnvironmentInput,
  profile: Pick<Profile, "name" | "database"> | undefined,
  refuse: Refuse,
): string | undefined {
  const usual = profile?.database?.engineVersion;
  const version = databaseEngineVersion ?? usual;
  if (version === undefined) return undefined;
  if (profile !== undefined && usual === undefined) {
    refuse("databaseEngineVersion", version, `none: ${profile.name} has no database`, "17.7");
  } else if (!engineVersions.some((known) => known === version)) {
    const legal = `a version of Aurora PostgreSQL that AWS has not retired: ${engineVersions.join(" | ")}`;
    refuse("databaseEngineVersion", version, legal, usual ?? "17.7");
  }
  return version;
}
