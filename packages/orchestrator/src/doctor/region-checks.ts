import { neededQuotas, optInRegions, regionGaps } from "@tandem/config";
import type { EnvironmentConfig, GapTopology, NeededQuota, QuotaTopology, Region } from "@tandem/config";
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

/** Whether the regions have what the environment needs of them, as far as it is known. */
export function checkRegionGaps({ rehearsal }: Pick<Probes, "rehearsal">, topology: GapTopology): readonly Finding[] {
  const { primary, standby } = topology.regions;
  const gaps = regionGaps(topology);
  if (gaps.length === 0) {
    const detail = `${primary}, ${standby}: nothing that the environment needs is known to be missing`;
    return [{ id: "region-gaps", status: "ok", detail }];
  }
  return gaps.map(({ region, detail, source }) => ({
    id: "region-gaps",
    status: rehearsal ? "warning" : "failed",
    detail: `${region}: ${detail} (source: ${source})`,
  }));
}

/** Whether the account may have as much as the environment takes, in each of its regions. */
export async function checkQuotas(
  probes: Pick<Probes, "quota" | "rehearsal">,
  topology: QuotaTopology,
): Promise<readonly Finding[]> {
  const quotas = neededQuotas(topology);
  if (probes.rehearsal) {
    const needed = quotas.map(({ name, least, region = "each region" }) => `${name} ${least} in ${region}`).join(", ");
    return [{ id: "quotas", status: "warning", detail: `an emulator has no quotas; needed: ${needed}` }];
  }
  const { primary, standby } = topology.regions;
  return Promise.all(
    quotas.map((quota) => checkQuota(probes, quota.region === undefined ? [primary, standby] : [quota.region], quota)),
  );
}

async function checkQuota(
  probes: Pick<Probes, "quota">,
  regions: readonly Region[],
  quota: NeededQuota,
): Promise<Finding> {
  const { name, least, full = least, usual, why, serviceCode, quotaCode } = quota;
  const where = quota.region === undefined ? "needed in each region" : "needed";
  const needed = `${where}: ${full === least ? least : `${least}, later ${full}`}, since ${why}`;
  try {
    const values = await Promise.all(regions.map((region) => probes.quota(region, quota)));
    const detail = `${name}: ${regions.map((region, index) => `${values[index]} in ${region}`).join(", ")}`;
    const below = (limit: number) => regions.filter((_, index) => (values[index] ?? 0) < limit);
    const short = below(full);
    const raise = `aws service-quotas request-service-quota-increase --service-code ${serviceCode} --quota-code ${quotaCode} --desired-value ${usual} --region`;
    return short.length === 0
      ? { id: "quotas", status: "ok", detail: `${detail}; needed: ${full}` }
      : {
          id: "quotas",
          status: below(least).length === 0 ? "warning" : "failed",
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
