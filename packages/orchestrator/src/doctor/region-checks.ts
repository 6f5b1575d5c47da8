import { neededQuotas, optInRegions } from "@tandem/config";
import type { EnvironmentConfig, NeededQuota, Region } from "@tandem/config";
import type { Finding } from "./finding.ts";
import type { Probes } from "./probes.ts";

/** Whether the account has enabled the regions that an account has to enable before use. */
export async function checkRegions(probes: Probes, { regions }: EnvironmentConfig): Promise<Finding> {
  const both = `${regions.primary}, ${regions.standby}`;
  const optIn = [regions.primary, regions.standby].filter((region) => optInRegions.has(region));
  if (optIn.length === 0) return { id: "regions", status: "ok", detail: `${both}: enabled in every account` };
  const fixFor = (names: readonly Region[]) =>
    names.map((region) => `aws account enable-region --region-name ${region}`).join("; ");
  try {
    const accepted = await Promise.all(optIn.map((region) => probes.acceptsCaller(region)));
    const refusing = optIn.filter((_, index) => accepted[index] === false);
    return refusing.length === 0
      ? { id: "regions", status: "ok", detail: `${both}: the account has enabled ${optIn.join(" and ")}` }
      : {
          id: "regions",
          status: "failed",
          detail: `${both}: ${refusing.join(" and ")} does not know the caller; an account has to enable it first`,
          fix: fixFor(refusing),
        };
  } catch (error) {
    const detail = `${both}: an account has to enable ${optIn.join(" and ")} first, and AWS does not say whether it has: ${reasonOf(error)}`;
    return { id: "regions", status: "warning", detail, fix: fixFor(optIn) };
  }
}

/** Whether the account may have as much as the environment takes, in each of its regions. */
export async function checkQuotas(probes: Probes, { regions }: EnvironmentConfig): Promise<readonly Finding[]> {
  return Promise.all(neededQuotas.map((quota) => checkQuota(probes, [regions.primary, regions.standby], quota)));
}

async function checkQuota(probes: Probes, regions: readonly Region[], quota: NeededQuota): Promise<Finding> {
  const { name, least, usual, why, serviceCode, quotaCode } = quota;
  const needed = `needed in each region: ${least}, since ${why}`;
  if (probes.rehearsal) {
    return { id: "quotas", status: "warning", detail: `${name}: an emulator has no quotas; ${needed}` };
  }
  try {
    const values = await Promise.all(regions.map((region) => probes.quota(region, quota)));
    const detail = `${name}: ${regions.map((region, index) => `${values[index]} in ${region}`).join(", ")}`;
    const short = regions.filter((_, index) => (values[index] ?? 0) < least);
    const raise = `aws service-quotas request-service-quota-increase --service-code ${serviceCode} --quota-code ${quotaCode} --desired-value ${usual} --region`;
    return short.length === 0
      ? { id: "quotas", status: "ok", detail: `${detail}; needed: ${least}` }
      : {
          id: "quotas",
          status: "failed",
          detail: `${detail}; ${needed}`,
          fix: short.map((region) => `${raise} ${region}`).join("; "),
        };
  } catch (error) {
    return {
      id: "quotas",
      status: "warning",
      detail: `${name}: Service Quotas does not tell them: ${reasonOf(error)}; ${needed}`,
      fix: "aws iam attach-role-policy --policy-arn arn:aws:iam::aws:policy/ServiceQuotasReadOnlyAccess --role-name <role>",
    };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
