import { TandemError, topologyOf } from "@tandem/config";
import type { EnvironmentConfig } from "@tandem/config";
import { checkAccount, identityFailure } from "./account-checks.ts";
import { checkBackend, checkSecrets } from "./environment-checks.ts";
import type { Diagnosis, Finding } from "./finding.ts";
import { checkLocks } from "./lock-checks.ts";
import type { Probes } from "./probes.ts";
import { checkPaths } from "./reachability-checks.ts";
import { checkQuotas, checkRegionGaps, checkRegions } from "./region-checks.ts";
import { layersOf } from "../environment-files.ts";
import { readEnvironment } from "../environment-settings.ts";
import type { EnvironmentSettings } from "../environment-settings.ts";
import {
  checkContracts,
  checkLanguageHost,
  checkNode,
  checkPlugin,
  checkPulumi,
  checkRehearsals,
} from "./tool-checks.ts";

/**
 * What a deployment to AWS needs and whether it is there; with an environment, also what that one needs. Without one,
 * and with a rehearsal, what only AWS needs is a warning at most. Every check has an answer: one that cannot be made is a finding itself.
 */
export async function diagnose(probes: Probes, environment?: string): Promise<Diagnosis> {
  const onAws = environment !== undefined && !probes.rehearsal;
  const needed = onAws ? "failed" : "warning";
  const settings = environment === undefined ? undefined : await settledEnvironment(probes.root, environment);
  const config = settings?.ok === true ? settings.config : undefined;
  const findings = await Promise.all([
    attempt("node", "failed", () => checkNode(probes)),
    attempt("pulumi", "failed", () => checkPulumi(probes)),
    attempt("language-host", needed, () => checkLanguageHost(probes, needed)),
    attempt("aws-plugin", needed, () => checkPlugin(probes, "aws")),
    attempt("awsx-plugin", needed, () => checkPlugin(probes, "awsx")),
    attempt("contracts", "failed", () => checkContracts(probes)),
    attempt("rehearsals", "warning", () => checkRehearsals(probes)),
    attempt("state-backend", needed, () => checkBackend(probes, onAws)),
    checkAccount(probes, config?.accountId).catch((error: unknown) => [identityFailure(messageOf(error), needed)]),
    environmentFindings(probes, settings),
  ]);
  const known = findings.flat();
  const paths = config === undefined ? [] : await environmentPaths(probes, config, known);
  const all = [...known, ...paths];
  const ok = all.every(({ status }) => status !== "failed");
  return { schemaVersion: 1, environment: environment ?? null, ok, findings: all };
}

type Settled = EnvironmentSettings | { readonly ok: false; readonly finding: Finding };

async function settledEnvironment(root: string, environment: string): Promise<Settled> {
  try {
    return await readEnvironment(root, environment);
  } catch (error) {
    return { ok: false, finding: failure("configuration", "failed", error) };
  }
}

async function environmentFindings(probes: Probes, settings: Settled | undefined): Promise<readonly Finding[]> {
  if (settings === undefined) return [];
  if (settings.ok) {
    const { config, stacks } = settings;
    const detail = `${config.profile.name}, ${config.regions.primary} and ${config.regions.standby}`;
    const configuration: Finding = { id: "configuration", status: "ok", detail };
    const layers = layersOf(config);
    const topology = topologyOf(config);
    const [regions, quotas, secrets, locks] = await Promise.all([
      checkRegions(probes, config),
      checkQuotas(probes, topology),
      attempt("secrets", "failed", () => checkSecrets(probes, stacks)),
      attempt("locks", "warning", () => checkLocks(probes, layers)),
    ]);
    const gaps = checkRegionGaps(probes, topology);
    return [configuration, regions, ...gaps, ...quotas, ...secrets, ...locks];
  }
  if ("finding" in settings) return [settings.finding];
  return settings.problems.map(({ key, value, legal, fix }) => ({
    id: "configuration",
    status: "failed",
    detail: `${key}: ${value === undefined ? "missing" : JSON.stringify(value)} is not accepted; legal: ${legal}`,
    fix,
  }));
}

/** @param known What was found so far: previews would fail of what failed there, so that nothing is planned then */
async function environmentPaths(
  probes: Probes,
  config: EnvironmentConfig,
  known: readonly Finding[],
): Promise<readonly Finding[]> {
  const layers = layersOf(config);
  const failed = [...new Set(known.filter(({ status }) => status === "failed").map(({ id }) => id))];
  const planned = async () => {
    if (failed.length > 0) throw new Error(`what failed comes first: ${failed.join(", ")}`);
    return probes.planned(config.environment, layers);
  };
  return checkPaths(probes, topologyOf(config), layers, planned).catch((error: unknown) => [
    failure("reachability", "warning", error),
  ]);
}

/** A check's finding, or the one that it could not be made. */
async function attempt(
  id: string,
  status: "warning" | "failed",
  run: () => Finding | Promise<Finding>,
): Promise<readonly Finding[]> {
  try {
    return [await run()];
  } catch (error) {
    return [failure(id, status, error)];
  }
}

function failure(id: string, status: "warning" | "failed", error: unknown): Finding {
  const hint = error instanceof TandemError ? error.hint : undefined;
  return { id, status, detail: messageOf(error), ...(hint === undefined ? {} : { fix: hint }) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
