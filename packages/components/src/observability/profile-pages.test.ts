import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { profileNames, roles } from "@tandem/config";
import { expect, it } from "vitest";
import { topologyOfProfile } from "../testing/topology.ts";
import { regionAlarmSpecs } from "./region-alarm-specs.ts";

const balancer = { loadBalancer: "app/alb/1", targetGroup: "targetgroup/tg/1" };

/** `name` of every alarm of both regions, and of the one on the health check. */
function alarmNames(profile: string): readonly string[] {
  const topology = topologyOfProfile(profile);
  const front = topology.compute.kind === "lambda-rest-api" ? undefined : balancer;
  const keys = roles.flatMap((role) => regionAlarmSpecs(topology, role, front).map(({ key }) => key));
  return [...new Set([...keys, "endpoint-down"])].toSorted();
}

it.each(profileNames)("the page of %s names its alarms, and no other", async (profile) => {
  const page = await readFile(join(import.meta.dirname, `../../../../docs/profiles/${profile}.md`), "utf8");
  const [, section = ""] = page.split("## Alarms\n");
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  const named = [...rows.join("\n").matchAll(/`(?<name>[a-z0-9-]+)`/g)].flatMap(({ groups }) => groups?.["name"] ?? []);
  expect(named.toSorted()).toEqual(alarmNames(profile));
});
