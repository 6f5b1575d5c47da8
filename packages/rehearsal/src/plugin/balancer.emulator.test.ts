import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import { asset } from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { OpMap, Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rehearsalEnvironment } from "../sandbox/environment.ts";
import { prepareDirectory } from "../sandbox/paths.ts";
import { catalogue } from "./catalogue/index.ts";
import { standInPluginFolder } from "./folder.ts";
import { accountId, useEmulator } from "./testing/emulator.ts";

const emulator = useEmulator();
const region = "us-west-2";
const endpointValue = "https://internal.bank.test/v1";
let directory = "";
let stack: Stack;

/** A balancer in front of a function, with a weighted alias and the parameter that tells where it is. */
function program(groupName: string) {
  return async () => {
    const provider = new aws.Provider("west", { region, allowedAccountIds: [accountId] });
    const options = { provider };
    const role = new aws.iam.Role(
      "role",
      {
        name: "ledger",
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
        }),
      },
      options,
    );
    const ledger = new aws.lambda.Function(
      "ledger",
      {
        name: "ledger",
        runtime: "nodejs24.x",
        handler: "index.handler",
        role: role.arn,
        code: new asset.FileArchive(join(directory, "code")),
        vpcConfig: { subnetIds: ["subnet-00000001", "subnet-00000002"], securityGroupIds: ["sg-1"] },
      },
      options,
    );
    const balancer = new aws.lb.LoadBalancer(
      "balancer",
      {
        name: "ledger",
        subnets: ["subnet-00000001", "subnet-00000002"],
        securityGroups: ["sg-1"],
        clientKeepAlive: 180,
      },
      options,
    );
    const group = new aws.lb.TargetGroup(
      "group",
      { name: groupName, targetType: "lambda", healthCheck: { path: "/ready", interval: 35 } },
      options,
    );
    const allowed = new aws.lambda.Permission(
      "allowed",
      {
        statementId: "balancer",
        action: "lambda:InvokeFunction",
        function: ledger.name,
        principal: "elasticloadbalancing.amazonaws.com",
        sourceArn: group.arn,
      },
      { ...options, deleteBeforeReplace: true },
    );
    new aws.lb.TargetGroupAttachment(
      "attachment",
      { targetGroupArn: group.arn, targetId: ledger.arn },
      { ...options, dependsOn: [allowed] },
    );
    new aws.lb.Listener(
      "http",
      {
        loadBalancerArn: balancer.arn,
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: group.arn }],
      },
      options,
    );
    const zone = new aws.route53.Zone("zone", { name: "bank.test" }, options);
    new aws.route53.Record(
      "api",
      {
        zoneId: zone.zoneId,
        name: "api.bank.test",
        type: "A",
        setIdentifier: "west",
        weightedRoutingPolicies: [{ weight: 0 }],
        aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true }],
      },
      options,
    );
    const parameter = new aws.ssm.Parameter(
      "endpoint",
      { name: "/tandem/endpoint", type: "SecureString", value: endpointValue },
      options,
    );
    return { suffixes: [balancer.arnSuffix, group.arnSuffix], value: parameter.value, version: parameter.version };
  };
}

function steps(summary: OpMap | undefined): OpMap {
  return Object.fromEntries(Object.entries(summary ?? {}).filter(([kind]) => kind !== "same"));
}

/** What there is of the types that the program makes. */
async function left(): Promise<readonly string[]> {
  const types = [
    "lb/loadBalancer",
    "lb/targetGroup",
    "lb/listener",
    "ssm/parameter",
    "lambda/function",
    "route53/record",
  ];
  const entries = [...catalogue.values()].filter(({ type }) => types.some((part) => type.startsWith(`aws:${part}:`)));
  const listed = await Promise.all(entries.map((entry) => entry.list(emulator.context(region))));
  return listed.flat().map(({ id }) => id);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-engine-"));
  await prepareDirectory(directory);
  await mkdir(join(directory, "code"));
  await writeFile(join(directory, "code", "index.mjs"), "export const handler = async () => ({ statusCode: 200 });");
  const envVars = rehearsalEnvironment({
    endpoint: emulator.endpoint,
    directory,
    pluginFolders: [standInPluginFolder],
    base: process.env,
  });
  const options = { projectName: "plugin", stackName: "balancer", program: program("ledger") };
  stack = await LocalWorkspace.createStack(options, { envVars, workDir: directory });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("a balancer, its function, its alias and its parameter are made, and a refresh has nothing to do", async () => {
  const { outputs, summary } = await stack.up();
  expect(summary.resourceChanges).toEqual({ create: 12 });
  expect(outputs["suffixes"]?.value).toEqual([
    expect.stringMatching(/^app\/ledger\/[a-z0-9]{16}$/),
    expect.stringMatching(/^targetgroup\/ledger\/[a-z0-9]{16}$/),
  ]);
  const { changeSummary } = await stack.preview({ refresh: true, expectNoChanges: true });
  expect(steps(changeSummary)).toEqual({});
});

test("the parameter's value is a secret, and stands nowhere in the state", async () => {
  expect((await stack.outputs())["value"]).toMatchObject({ value: endpointValue, secret: true });
  const file = join(directory, "state", ".pulumi", "stacks", "plugin", "balancer.json");
  const state = await readFile(file, "utf8");
  expect(state).toContain("/tandem/endpoint");
  expect(state).not.toContain(endpointValue);
});

test("a target group is replaced before the old one goes, which its listener uses until then", async () => {
  const { summary } = await stack.up({ program: program("ledger-v2") });
  expect(steps(summary.resourceChanges)).toEqual({ replace: 3, update: 1 });
  const { changeSummary } = await stack.preview({
    refresh: true,
    program: program("ledger-v2"),
    expectNoChanges: true,
  });
  expect(steps(changeSummary)).toEqual({});
});

test("a destroy leaves nothing", async () => {
  await stack.destroy();
  expect(await left()).toEqual([]);
});
