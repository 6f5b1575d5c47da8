import type { Fault } from "@tandem/orchestrator/ports";
import { engineVersion, isHeadless } from "./reach.ts";

/** An answer in which clusters show the engine version that a fault gives them. */
export function withEngineVersions(answer: string, faults: readonly Fault[]): string {
  if (!faults.some(({ kind }) => kind === "engine-version")) return answer;
  return answer.replaceAll(
    /(?<head><DBClusterArn>arn:aws:rds:(?<region>[a-z0-9-]+):[^<]+<\/DBClusterArn>\s*<Engine>[^<]*<\/Engine>\s*<EngineVersion>)(?<version>[^<]*)(?=<)/g,
    (_: string, ...rest: unknown[]) => {
      const { head, region, version } = rest.at(-1) as { head: string; region: string; version: string };
      return `${head}${engineVersion(faults, region) ?? version}`;
    },
  );
}

/** An answer of a region's RDS in which instances show the status that a fault gives them. */
export function withInstanceStatus(answer: string, faults: readonly Fault[], region: string): string {
  if (!isHeadless(faults, region)) return answer;
  return answer.replaceAll(/<DBInstanceStatus>[^<]*</g, "<DBInstanceStatus>failed<");
}
