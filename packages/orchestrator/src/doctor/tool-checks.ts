import { version as pulumiSdkVersion } from "@pulumi/pulumi/version.js";
import type { Finding } from "./finding.ts";
import type { Probes } from "./probes.ts";

/** Node runs the programs' TypeScript without a build from this version on. */
const NODE_MINIMUM = "24.0.0";

/** Whether a dotted version is this one or a newer one. */
export function atLeast(version: string, minimum: string): boolean {
  const parts = (text: string) => text.split(/[.+-]/).slice(0, 3).map(Number);
  const wanted = parts(minimum);
  const difference = parts(version)
    .map((part, index) => part - (wanted[index] ?? 0))
    .find((each) => each !== 0);
  return difference === undefined || difference > 0;
}

export function checkNode({ nodeVersion }: Probes): Finding {
  return atLeast(nodeVersion, NODE_MINIMUM)
    ? { id: "node", status: "ok", detail: `Node ${nodeVersion}` }
    : {
        id: "node",
        status: "failed",
        detail: `Node ${nodeVersion} does not run TypeScript; needed: ${NODE_MINIMUM} or newer`,
        fix: "./tandem exec node --version",
      };
}

export async function checkPulumi(probes: Probes): Promise<Finding> {
  const version = await probes.pulumiVersion();
  return atLeast(version, pulumiSdkVersion)
    ? { id: "pulumi", status: "ok", detail: `Pulumi ${version}` }
    : {
        id: "pulumi",
        status: "failed",
        detail: `Pulumi ${version} is older than the programs' SDK, ${pulumiSdkVersion}`,
        fix: `curl -fsSL https://get.pulumi.com | sh -s -- --version ${pulumiSdkVersion}`,
      };
}

/** @param needed What it means when the official host is missing: rehearsals do without it, a plain `pulumi up` does not. */
export async function checkLanguageHost(probes: Probes, needed: "warning" | "failed"): Promise<Finding> {
  return (await probes.languageHost()) === "official"
    ? { id: "language-host", status: "ok", detail: "pulumi-language-nodejs is there" }
    : {
        id: "language-host",
        status: needed,
        detail: "pulumi-language-nodejs is neither beside pulumi nor on PATH; only rehearsals do without it",
        fix: `curl -fsSL https://get.pulumi.com | sh -s -- --version ${pulumiSdkVersion}`,
      };
}

export async function checkPlugin(probes: Probes, name: "aws" | "awsx"): Promise<Finding> {
  const { version, installed } = await probes.plugin(name);
  return installed
    ? { id: `${name}-plugin`, status: "ok", detail: `the official ${name} plugin ${version} is installed` }
    : {
        id: `${name}-plugin`,
        status: "warning",
        detail: `the official ${name} plugin ${version} is not installed; the first preview on AWS downloads it`,
        fix: `pulumi plugin install resource ${name} ${version}`,
      };
}

export async function checkContracts(probes: Probes): Promise<Finding> {
  const changed = await probes.changedContracts();
  return changed.length === 0
    ? { id: "contracts", status: "ok", detail: "every contract is the committed one" }
    : {
        id: "contracts",
        status: "failed",
        detail: `not the committed contract: ${changed.join(", ")}`,
        fix: "./tandem test --project unit packages/contracts",
      };
}

export async function checkRehearsals(probes: Probes): Promise<Finding> {
  const rehearsals = await probes.rehearsals();
  const stale = rehearsals.filter(({ running }) => !running).map(({ environment }) => environment);
  return stale.length === 0
    ? { id: "rehearsals", status: "ok", detail: `${rehearsals.length} up, none left behind` }
    : {
        id: "rehearsals",
        status: "warning",
        detail: `left behind by a rehearsal that does not run any more: ${stale.join(", ")}`,
        fix: stale.map((environment) => `./tandem rehearse --stop ${environment}`).join("; "),
      };
}
