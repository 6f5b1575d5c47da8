import { hasFunctionUrls, ownedPropertiesOf } from "@tandem/config";
import type { Role } from "@tandem/config";
import { reservedIn } from "@tandem/config/concurrency";
import {
  allowedWildcards,
  ignoringOtherwise,
  inventory,
  typesWithTag,
  unknownOutput,
  unsuffixedNames,
  withMocks,
  withoutProvider,
} from "@tandem/testing";
import { describe, expect, test } from "vitest";
import { TOPOLOGY, parseOutputs, projectName } from "../contract.ts";
import type { primaryRegionContract, standbyRegionContract } from "../stacks.ts";
import { environmentOf } from "./environment.ts";
import { regionOutputsOf } from "./region-outputs.ts";
import { brokenConsumers } from "./ownership.ts";
import { regionalFronts } from "./regional-fronts.ts";
import type { FrontedProfile } from "./regional-fronts.ts";

export interface RegionalProgram {
  readonly profile: FrontedProfile;
  readonly role: Role;
  /** The role's; the standby's has outputs of its own beside those of both. */
  readonly contract: typeof primaryRegionContract | typeof standbyRegionContract;
  /** What it publishes beside what both regions do. @default nothing */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Which alarms it has beside those of both regions, by the ends of their names, before the one above all. @default none */
  readonly moreAlarms?: readonly string[];
  /** Resources that name the other region, as a failover has to. @default none */
  readonly reachAcross?: readonly string[];
  /** The stack's `program`. */
  readonly program: () => Promise<Readonly<Record<string, unknown>>>;
  /** What its `index.ts` exports. */
  readonly entry: () => Promise<unknown>;
}

const SHARED = "organization/tandem-shared/dev";
const FOUNDATION = "organization/tandem-global/dev-foundation";
const PRIMARY = "organization/tandem-primary-region/dev";

/** Where a program's resources of a profile are committed: the first profile's have no name of their own. */
export function inventoryFile(profile: string, plane?: string): string {
  return ["inventory", plane, profile === "payments-us" ? undefined : profile, "txt"]
    .filter((part) => part !== undefined)
    .join(".");
}

/** What must hold of either region's program in an environment of a profile, in tests beside it. `inventory*.txt` of the same folder list what it makes. */
export async function testRegionalProgram(given: RegionalProgram): Promise<void> {
  const { profile, role, contract, program, entry, more = {}, moreAlarms = [], reachAcross = [] } = given;
  const { topology, sharedOutputs, foundationOutputs } = environmentOf(profile);
  const front = regionalFronts[profile];
  // A second cluster joins a first one.
  const joins = role === "standby" && topology.database !== undefined;
  const references = {
    [SHARED]: sharedOutputs,
    [FOUNDATION]: foundationOutputs,
    ...(joins ? { [PRIMARY]: regionOutputsOf(topology, "primary", "aaaaaaaaaa") } : {}),
  };
  const region = topology.regions[role];
  const names = topology.names[role];
  const elsewhere = topology.regions[role === "primary" ? "standby" : "primary"];
  const keyArn = sharedOutputs[`${role}KeyArn`];
  const stack = { project: projectName(contract), stack: "dev", references, config: front.config[role] };
  const { resources, outputs } = await withMocks(program, stack);
  const find = (type: string, name: string) =>
    resources.find((resource) => resource.type === type && resource.name === name)?.inputs;

  describe(`in an environment of ${profile}`, () => {
    test("makes the resources of the committed inventory", async () => {
      await expect(inventory(resources)).toMatchFileSnapshot(inventoryFile(profile));
    });

    test("publishes what its contract says", () => {
      const parsed = parseOutputs(contract, "dev", outputs);
      expect(parsed).toEqual({
        ...front.outputs(region, names),
        ...front.serving.outputs(region, names),
        alertTopicArn: `arn:aws:sns:${region}:123456789012:${names.alertTopic}`,
        alarmArns: [
          ...front.serving.alarms,
          ...front.alarms,
          ...front.storeAlarms,
          ...(role === "standby" ? front.standbyStoreAlarms : []),
          ...moreAlarms,
          "region",
        ].map((key) => `arn:aws:cloudwatch:${region}:123456789012:alarm:${names.alarmPrefix}-${key}`),
        ...more,
      });
      front.agree(parsed);
    });

    test("hands what serves its region's role and key, and the tables of the foundation", () => {
      const { roleName, variables } = front.serving.told(resources);
      expect(roleName).toBe(names[front.serving.role]);
      expect(variables).toMatchObject({
        ...front.stores(topology, role),
        CONTROL_TABLE: topology.names.global.controlTable,
      });
      expect(find("aws:cloudwatch/logGroup:LogGroup", "service-heartbeat")).toMatchObject({ kmsKeyId: keyArn });
      expect(find("aws:sns/topic:Topic", "service-alerts")).toMatchObject({ kmsMasterKeyId: keyArn });
    });

    test("works in its own region only", () => {
      const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
      expect(providers.map(({ name, inputs }) => [name, inputs["region"], inputs["allowedAccountIds"]])).toEqual([
        [`aws-${role}`, region, '["123456789012"]'],
      ]);
      // Alarms name the other region in the dimensions of what is sent there.
      const others = resources.filter(({ type }) => type !== "aws:cloudwatch/metricAlarm:MetricAlarm");
      const named = others.filter((resource) => JSON.stringify(resource).includes(elsewhere));
      expect(named.map(({ type, name }) => `${type} ${name}`)).toEqual([...reachAcross, ...front.reachAcross]);
    });

    test("makes the same resources in a preview that knows nothing of the stacks above but the topology", async () => {
      const preview = await withMocks(program, {
        ...stack,
        references: unknownBelowTopology(references),
        preview: true,
      });
      expect(inventory(preview.resources)).toBe(inventory(resources));
    });

    test("leaves no resource to a default provider, and allows no action by wildcard", () => {
      expect(withoutProvider(resources)).toEqual([]);
      expect(allowedWildcards(resources)).toEqual([]);
    });

    test("reserves as many executions of functions as the account's quota is compared with", () => {
      const reserved = resources.map(({ inputs }) => Number(inputs["reservedConcurrentExecutions"] ?? 0));
      const ascending = (numbers: Iterable<number>) =>
        [...numbers].filter(Boolean).toSorted((one, other) => one - other);
      expect(ascending(reserved)).toEqual(ascending(reservedIn(topology, role).values()));
    });

    test("names everything after the environment", () => {
      expect(unsuffixedNames(resources, topology.environmentSuffix)).toEqual([]);
    });

    test("ignores changes of exactly what roles and the controller own", () => {
      expect(ignoringOtherwise(resources, ownedPropertiesOf)).toEqual([]);
    });

    test("takes nothing away from the stacks and people that read it", async () => {
      expect(await brokenConsumers(contract)).toEqual([]);
    });

    test("serves the failover name where the domain is delegated", async () => {
      const certificateArn = `arn:aws:acm:${region}:123456789012:certificate/c1`;
      const domain = {
        name: "pay.bank.co",
        mode: "external",
        delegated: true,
        failoverName: "api.pay.bank.co",
      } as const;
      const delegated = await withMocks(program, {
        ...stack,
        references: {
          ...references,
          [SHARED]: { ...sharedOutputs, topology: { ...topology, domain } },
          [FOUNDATION]: { ...foundationOutputs, certificateArns: { [role]: certificateArn } },
        },
      });
      const usual = new Set(inventory(resources).split("\n"));
      const lines = inventory(delegated.resources).split("\n");
      expect(lines.filter((line) => !usual.has(line))).toEqual(front.delegated.adds);
      const certified = delegated.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(certificateArn));
      expect(certified.map(({ type, name }) => `${type} ${name}`)).toEqual([front.delegated.certified]);
      expect(parseOutputs(contract, "dev", delegated.outputs)).toMatchObject(front.delegated.outputs(region, role));
    });

    test("gives every taggable resource its URN as a tag", async () => {
      const tagged = await withMocks(entry, stack);
      const latchApi = hasFunctionUrls(region) ? [] : ["aws:apigateway/restApi:RestApi", "aws:apigateway/stage:Stage"];
      const own =
        role === "standby" ? ["aws:dynamodb/table:Table", "aws:route53/healthCheck:HealthCheck", ...latchApi] : [];
      expect(typesWithTag(tagged.resources, "tandem:urn")).toEqual(
        [
          "aws:cloudwatch/compositeAlarm:CompositeAlarm",
          "aws:cloudwatch/logGroup:LogGroup",
          "aws:cloudwatch/metricAlarm:MetricAlarm",
          "aws:lambda/function:Function",
          "aws:sns/topic:Topic",
          ...front.taggable,
          ...own,
        ].toSorted(),
      );
    });
  });
}

/** The stacks above before their first `up`: they are known by their topology alone. */
export function unknownBelowTopology(references: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  return Object.fromEntries(
    Object.entries(references).map(([name, published]) => [
      name,
      Object.fromEntries(
        Object.entries(published).map(([key, value]) => [
          key,
          key === TOPOLOGY || key === "contractVersion" ? value : unknownOutput,
        ]),
      ),
    ]),
  );
}
