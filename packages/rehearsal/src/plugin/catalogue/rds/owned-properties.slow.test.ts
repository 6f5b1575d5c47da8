import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  FailoverGlobalClusterCommand,
  ModifyGlobalClusterCommand,
  RDSClient,
  RemoveFromGlobalClusterCommand,
} from "@aws-sdk/client-rds";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { ownedPropertiesOf } from "@tandem/config";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rehearsalEnvironment } from "../../../sandbox/environment.ts";
import { prepareDirectory } from "../../../sandbox/paths.ts";
import { standInPluginFolder } from "../../folder.ts";
import { accountId, useEmulator } from "../../testing/emulator.ts";
import { globalDatabaseInputs, primaryRegion, rolesOf, standbyRegion } from "./global-database-fixture.ts";

const emulator = useEmulator();
const inputs = globalDatabaseInputs("owned");
const password = "not-a-real-one";
const owned = ownedPropertiesOf("tandem:database:DatabaseMember$aws:rds/cluster:Cluster");
let directory = "";
let stack: Stack;

/** What of the program is otherwise than at first, and which of the owned properties it does not leave alone. */
interface Variant {
  readonly engineVersion?: string;
  readonly cluster?: Partial<aws.rds.ClusterArgs>;
  readonly without?: string;
}

/** One global database as two stacks make it: a member in each region, the standby's after the primary's. */
function program({ engineVersion = "16.8", cluster = {}, without }: Variant = {}) {
  const ignoreChanges = owned.filter((property) => property !== without);
  return async () => {
    const providerOf = (region: aws.Region) =>
      new aws.Provider(region, { region, allowedAccountIds: [accountId], defaultTags: { tags: {} } });
    const [primary, standby] = [providerOf(primaryRegion), providerOf(standbyRegion)];
    const global = new aws.rds.GlobalCluster(
      "global",
      { ...inputs.global, globalClusterIdentifier: "owned", engineVersion },
      { provider: primary },
    );
    const member = (name: string, args: object, opts: pulumi.CustomResourceOptions) => {
      const parent = new pulumi.ComponentResource("tandem:database:DatabaseMember", name);
      const more = { engine: "aurora-postgresql", engineVersion, globalClusterIdentifier: global.id, ...cluster };
      return new aws.rds.Cluster(name, { ...args, ...more }, { ...opts, parent, ignoreChanges });
    };
    const first = member("primary", inputs.primary, { provider: primary });
    member("standby", inputs.standby, { provider: standby, dependsOn: [first] });
  };
}

/** Whether a preview that looks at the cloud has nothing to do. */
async function hasNothingToDo(variant: Variant): Promise<boolean> {
  try {
    await stack.preview({ program: program(variant), refresh: true, expectNoChanges: true });
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("changes were proposed")) return false;
    throw error;
  }
}

const rds = () => emulator.client(RDSClient, standbyRegion);
const standbyArn = `arn:aws:rds:${standbyRegion}:${accountId}:cluster:owned-standby`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-owned-"));
  await prepareDirectory(directory);
  const envVars = rehearsalEnvironment({
    endpoint: emulator.endpoint,
    directory,
    pluginFolders: [standInPluginFolder],
    base: process.env,
  });
  const options = { projectName: "database", stackName: "test", program: program() };
  stack = await LocalWorkspace.createStack(options, { envVars, workDir: directory });
  await stack.up();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("the password is in no state in clear, and a preview has nothing to do", async () => {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const states = files.filter((file) => file.isFile() && file.name.endsWith(".json"));
  const state = (
    await Promise.all(states.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")))
  ).join();
  expect(state).toContain("owned-standby");
  expect(state).not.toContain(password);
  expect(await hasNothingToDo({})).toBe(true);
});

describe("a preview has nothing to do, and something as soon as one property is not left alone", () => {
  /** In the order in which they happen to one database; each leaves what the ones before it did. */
  const moves: readonly (readonly [string, { readonly move?: () => Promise<unknown>; readonly variant?: Variant }])[] =
    [
      [
        "replicationSourceIdentifier",
        {
          move: async () => {
            const target = { GlobalClusterIdentifier: "owned", TargetDbClusterIdentifier: standbyArn };
            await rds().send(new FailoverGlobalClusterCommand({ ...target, AllowDataLoss: true }));
            expect(await rolesOf(emulator, "owned")).toBe(`${primaryRegion} reader, ${standbyRegion} writer`);
          },
        },
      ],
      ["masterPassword", { variant: { cluster: { masterPassword: "drawn-anew" } } }],
      ["availabilityZones", { variant: { cluster: { availabilityZones: ["us-east-1a", "us-east-1b"] } } }],
      [
        "engineVersion",
        {
          move: () =>
            rds().send(new ModifyGlobalClusterCommand({ GlobalClusterIdentifier: "owned", EngineVersion: "16.9" })),
          variant: { engineVersion: "16.9", cluster: { engineVersion: "16.8" } },
        },
      ],
      [
        "globalClusterIdentifier",
        {
          move: () => {
            const primaryArn = standbyArn.replace(standbyRegion, primaryRegion).replace("standby", "primary");
            const leaving = { GlobalClusterIdentifier: "owned", DbClusterIdentifier: primaryArn };
            return rds().send(new RemoveFromGlobalClusterCommand(leaving));
          },
          variant: { engineVersion: "16.9" },
        },
      ],
    ];

  test.each(moves)("%s", async (property, { move, variant = {} }) => {
    await move?.();
    // The global cluster's own inputs follow what was done to it, as the one who upgrades it leaves the program.
    const settled = { ...variant, engineVersion: variant.engineVersion ?? "16.8" };
    expect(await hasNothingToDo(settled)).toBe(true);
    expect(await hasNothingToDo({ ...settled, without: property })).toBe(false);
  });

  test("and these are all of them", () => {
    expect(moves.map(([property]) => property).toSorted()).toEqual(owned.toSorted());
  });
});
