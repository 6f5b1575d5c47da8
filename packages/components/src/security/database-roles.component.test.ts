import { allowedWildcards, withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, privateTopology as topology, run, shape, tags, topologyOfProfile } from "../testing/topology.ts";
import { controllerPolicy } from "./controller-policies.ts";
import { HealthRole } from "./health-role.ts";
import { heartbeatWriterPolicy } from "./heartbeat-roles.ts";
import { LagReaderRoles } from "./lag-reader-roles.ts";
import { boundaryPolicy } from "./permission-boundary.ts";
import { processorPolicy } from "./processor-role.ts";
import { recoveryPolicy } from "./recovery-role.ts";
import { keyPolicy } from "./key-policy.ts";

const keyArn = "arn:aws:kms:us-west-2:123456789012:key/mrk-1";
const keyArns = { primary: "arn:aws:kms:us-east-1:123456789012:key/mrk-1", standby: keyArn };
const boundaryArn = "arn:aws:iam::123456789012:policy/boundary";
const { resources } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  const place = { topology, role: "standby", provider, boundaryArn, keyArn } as const;
  new HealthRole("health", place);
  new LagReaderRoles("lag", place);
}, run);
const parsed = (document: unknown) => JSON.parse(String(document)) as { readonly Statement: readonly unknown[] };
const statementsOf = (name: string) =>
  parsed(only(resources, "aws:iam/rolePolicy:RolePolicy", name).inputs["policy"]).Statement;
/** What a statement allows. */
interface Granted {
  readonly Action: string | readonly string[];
}
const control = "arn:aws:dynamodb:us-west-2:123456789012:table/transaction-control-global-dev1";
const tableKey = {
  Sid: "TableKey",
  Effect: "Allow",
  Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
  Resource: [keyArn],
  Condition: { StringEquals: { "kms:ViaService": ["dynamodb.us-west-2.amazonaws.com"] } },
};
const user = [
  {
    Sid: "DatabaseSecret",
    Effect: "Allow",
    Action: ["secretsmanager:GetSecretValue"],
    Resource: "arn:aws:secretsmanager:us-west-2:123456789012:secret:transaction-credentials-global-dev1-??????",
  },
  {
    Sid: "DatabaseSecretKey",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: keyArn,
    Condition: { StringEquals: { "kms:ViaService": "secretsmanager.us-west-2.amazonaws.com" } },
  },
];
const logs = (name: string) => ({
  Sid: "Logs",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: `arn:aws:logs:us-west-2:123456789012:log-group:/aws/lambda/${name}:*`,
});
const network = [
  {
    Sid: "Network",
    Effect: "Allow",
    Action: [
      "ec2:AssignPrivateIpAddresses",
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:UnassignPrivateIpAddresses",
    ],
    Resource: "arn:aws:ec2:us-west-2:123456789012:*/*",
  },
  {
    Sid: "NetworkSeen",
    Effect: "Allow",
    Action: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
    Resource: "*",
  },
];

it("makes a role with one inline policy for each function and each start", () => {
  expect(shape(resources)).toEqual([
    "aws:iam/role:Role health < health @ aws-standby",
    "aws:iam/role:Role lag-reader < lag @ aws-standby",
    "aws:iam/role:Role lag-schedule < lag @ aws-standby",
    "aws:iam/rolePolicy:RolePolicy health < health @ aws-standby",
    "aws:iam/rolePolicy:RolePolicy lag-reader < lag @ aws-standby",
    "aws:iam/rolePolicy:RolePolicy lag-schedule < lag @ aws-standby",
    "tandem:security:HealthRole health < stack @ none",
    "tandem:security:LagReaderRoles lag < stack @ none",
  ]);
  expect(only(resources, "tandem:security:HealthRole").outputs).toEqual({
    roleArn: "arn:aws:iam::123456789012:role/transaction-health-us-west-2-dev1",
  });
  expect(only(resources, "tandem:security:LagReaderRoles").outputs).toEqual({
    readerRoleArn: "arn:aws:iam::123456789012:role/transaction-lag-us-west-2-dev1",
    scheduleRoleArn: "arn:aws:iam::123456789012:role/transaction-lag-schedule-us-west-2-dev1",
  });
  expect(allowedWildcards(resources)).toEqual([]);
});

it.for([
  ["health", "transaction-health-us-west-2-dev1", "health function in us-west-2"],
  ["lag-reader", "transaction-lag-us-west-2-dev1", "lag reader in us-west-2"],
] as const)("gives %s to Lambda only, within the boundary", ([resource, name, description]) => {
  const { assumeRolePolicy, ...inputs } = only(resources, "aws:iam/role:Role", resource).inputs;
  expect(inputs).toEqual({ name, description, permissionsBoundary: boundaryArn, tags: tags(name, topology) });
  expect(parsed(assumeRolePolicy).Statement).toEqual([
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ]);
});

describe("HealthRole", () => {
  it("reads its fence and logs in to its database, and reaches neither documents nor sessions", () => {
    expect(statementsOf("health")).toEqual([
      {
        Sid: "ControlTable",
        Effect: "Allow",
        Action: ["dynamodb:GetItem"],
        Resource: control,
        Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "region-state#us-west-2" } },
      },
      tableKey,
      ...user,
      logs("transaction-health-us-west-2-dev1"),
      ...network,
    ]);
  });
});

describe("LagReaderRoles", () => {
  it("let the reader set its own item, and the schedule start the reader", () => {
    expect(statementsOf("lag-reader")).toEqual([
      {
        Sid: "Lag",
        Effect: "Allow",
        Action: ["dynamodb:UpdateItem"],
        Resource: control,
        Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["replication-lag#us-west-2"] } },
      },
      tableKey,
      ...user,
      logs("transaction-lag-us-west-2-dev1"),
      ...network,
    ]);
    expect(statementsOf("lag-schedule")).toEqual([
      {
        Sid: "Start",
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: "arn:aws:lambda:us-west-2:123456789012:function:transaction-lag-us-west-2-dev1",
      },
    ]);
  });
});

describe("with a database", () => {
  const byId = (statements: readonly { readonly Sid: string }[]) => statements.map(({ Sid }) => Sid);

  it("the ledger's function logs in to it, keeps sessions, and has no table of its own", () => {
    const { Statement } = processorPolicy(topology, "standby", keyArn);
    expect(byId(Statement)).toEqual([
      "ControlTable",
      "SessionsTable",
      "DocumentsBucket",
      "Documents",
      "TableKey",
      "DocumentsKey",
      "DatabaseSecret",
      "DatabaseSecretKey",
      "Logs",
      "Network",
      "NetworkSeen",
    ]);
    expect(Statement[1]).toEqual({
      Sid: "SessionsTable",
      Effect: "Allow",
      Action: ["dynamodb:PutItem", "dynamodb:Query"],
      Resource: "arn:aws:dynamodb:us-west-2:123456789012:table/transaction-sessions-global-dev1",
    });
  });

  it("the heartbeat's function writes to it from the private subnets", () => {
    const { Statement } = heartbeatWriterPolicy(topology, "standby", keyArn);
    expect(Statement.slice(-4)).toEqual([...user, ...network]);
  });

  it("the controller sees where the writer is and moves it, and keeps what is lost; nothing else of RDS's", () => {
    const { Statement } = controllerPolicy(topology, keyArns);
    const clusters = ["us-east-1", "us-west-2"].map(
      (region) => `arn:aws:rds:${region}:123456789012:cluster:transaction-cluster-${region}-dev1`,
    );
    const own = (kind: string, name: string) =>
      ["us-east-1", "us-west-2"].map((region) => `arn:aws:rds:${region}:123456789012:${kind}:${name}`);
    const kept = ["us-east-1", "us-west-2"].map(
      (region) => `arn:aws:rds:${region}:123456789012:cluster-snapshot:kept-transaction-cluster-${region}-dev1-*`,
    );
    expect(Statement.slice(-8)).toEqual([
      {
        Sid: "Lag",
        Effect: "Allow",
        Action: ["dynamodb:GetItem"],
        Resource: control,
        Condition: {
          "ForAllValues:StringEquals": {
            "dynamodb:LeadingKeys": ["replication-lag#us-east-1", "replication-lag#us-west-2"],
          },
        },
      },
      {
        Sid: "GlobalCluster",
        Effect: "Allow",
        Action: ["rds:DescribeGlobalClusters", "rds:FailoverGlobalCluster", "rds:SwitchoverGlobalCluster"],
        Resource: ["arn:aws:rds::123456789012:global-cluster:transaction-database-global-dev1", ...clusters],
      },
      { Sid: "Clusters", Effect: "Allow", Action: ["rds:DescribeDBClusters"], Resource: clusters },
      { Sid: "Instances", Effect: "Allow", Action: ["rds:DescribeDBInstances"], Resource: own("db", "*") },
      {
        Sid: "Snapshots",
        Effect: "Allow",
        Action: ["rds:DescribeDBClusterSnapshots"],
        Resource: [...clusters, ...own("cluster-snapshot", "*")],
      },
      {
        Sid: "LostTail",
        Effect: "Allow",
        Action: ["rds:CopyDBClusterSnapshot"],
        Resource: [...own("cluster-snapshot", "rds:unplanned-global-failover-*"), ...kept],
      },
      {
        Sid: "KeptTail",
        Effect: "Allow",
        Action: ["rds:AddTagsToResource", "rds:DeleteDBClusterSnapshot"],
        Resource: kept,
      },
      {
        Sid: "SnapshotKey",
        Effect: "Allow",
        Action: ["kms:CreateGrant", "kms:DescribeKey"],
        Resource: [keyArns.primary, keyArns.standby],
        Condition: {
          StringEquals: { "kms:ViaService": ["rds.us-east-1.amazonaws.com", "rds.us-west-2.amazonaws.com"] },
        },
      },
    ]);
    const markers = Statement.find(({ Sid }) => Sid === "Markers");
    expect(markers?.Resource).toEqual(
      ["us-east-1", "us-west-2"].map(
        (region) => `arn:aws:dynamodb:${region}:123456789012:table/transaction-sessions-global-dev1`,
      ),
    );
  });

  it("operators compare sessions, and nothing where there is no table with what clients write", () => {
    const compared = (given: typeof topology) =>
      recoveryPolicy(given, keyArns).Statement.find(({ Sid }) => Sid === "CompareItems")?.Resource;
    expect(compared(topology)).toEqual(
      ["us-east-1", "us-west-2"].map(
        (region) => `arn:aws:dynamodb:${region}:123456789012:table/transaction-sessions-global-dev1`,
      ),
    );
    const { sessionsTable: _, ...global } = topology.names.global;
    expect(compared({ ...topology, sessionsTable: false, names: { ...topology.names, global } })).toBe(undefined);
  });

  it("RDS and Secrets Manager use the key", () => {
    const { Statement } = keyPolicy(topology, "standby");
    expect(byId(Statement)).toEqual([
      "Administration",
      "Tables",
      "Documents",
      "Publishers",
      "Database",
      "DatabaseSecret",
      "DatabaseEvents",
      "Alerts",
      "Logs",
    ]);
  });

  it("the boundary leaves room for all that the roles do, and fits into a managed policy", () => {
    const granting = boundaryPolicy(topology).Statement.filter(({ Effect }) => Effect === "Allow");
    const allowed = new Set<string>(granting.flatMap(({ Action }) => Action));
    const policies = [
      processorPolicy(topology, "primary", keyArn),
      heartbeatWriterPolicy(topology, "primary", keyArn),
      controllerPolicy(topology, keyArns),
      recoveryPolicy(topology, keyArns),
    ];
    const used: readonly string[] = [
      ...policies.flatMap(({ Statement }): readonly Granted[] => Statement),
      ...(statementsOf("health") as Granted[]),
      ...(statementsOf("lag-reader") as Granted[]),
    ].flatMap(({ Action }) => Action);
    expect(used.filter((action) => !allowed.has(action))).toEqual([]);
    const longest = topologyOfProfile("transactions-us", { environmentSuffix: "a".repeat(39) });
    expect(JSON.stringify(boundaryPolicy(longest)).length).toBeLessThanOrEqual(6144);
  });
});
