import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, tags, topology } from "../testing/topology.ts";
import { ControllerRoles } from "./controller-roles.ts";

const keyArns = {
  primary: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
  standby: "arn:aws:kms:us-east-2:123456789012:key/mrk-1",
};
const boundaryArn = "arn:aws:iam::123456789012:policy/boundary";
const { resources } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  new ControllerRoles("controller", { topology, provider, boundaryArn, keyArns });
}, run);
const inputsOf = (type: string, name: string) => only(resources, type, name).inputs;
const parsed = (document: unknown): { readonly Statement: readonly unknown[] } =>
  JSON.parse(String(document)) as { readonly Statement: readonly unknown[] };
const statementsOf = (name: string) => parsed(inputsOf("aws:iam/rolePolicy:RolePolicy", name)["policy"]).Statement;

const regions = ["us-east-1", "us-east-2"];
const tables = (name: string) => regions.map((region) => `arn:aws:dynamodb:${region}:123456789012:table/${name}`);
const partitions = (...pks: readonly string[]) => ({
  "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": pks },
});
const through = (service: string, ...places: readonly string[]) => ({
  StringEquals: { "kms:ViaService": places.map((region) => `${service}.${region}.amazonaws.com`) },
});
const state = "arn:aws:dynamodb:us-east-2:123456789012:table/payment-failover-state-us-east-2-dev1";
const tableKey = (Resource: readonly string[], ...places: readonly string[]) => ({
  Sid: "TableKey",
  Effect: "Allow",
  Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
  Resource,
  Condition: through("dynamodb", ...places),
});
const logs = (functionName: string) => ({
  Sid: "Logs",
  Effect: "Allow",
  Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
  Resource: `arn:aws:logs:us-east-2:123456789012:log-group:/aws/lambda/${functionName}:*`,
});

describe("ControllerRoles", () => {
  it("makes three roles with one inline policy each", () => {
    expect(shape(resources)).toEqual([
      "aws:iam/role:Role controller-function < controller @ aws-standby",
      "aws:iam/role:Role controller-latch < controller @ aws-standby",
      "aws:iam/role:Role controller-schedule < controller @ aws-standby",
      "aws:iam/rolePolicy:RolePolicy controller-function < controller @ aws-standby",
      "aws:iam/rolePolicy:RolePolicy controller-latch < controller @ aws-standby",
      "aws:iam/rolePolicy:RolePolicy controller-schedule < controller @ aws-standby",
      "tandem:security:ControllerRoles controller < stack @ none",
    ]);
    expect(only(resources, "tandem:security:ControllerRoles").outputs).toEqual({
      controllerRoleArn: "arn:aws:iam::123456789012:role/payment-failover-us-east-2-dev1",
      scheduleRoleArn: "arn:aws:iam::123456789012:role/payment-failover-schedule-us-east-2-dev1",
      latchRoleArn: "arn:aws:iam::123456789012:role/payment-latch-us-east-2-dev1",
    });
  });

  it.for([
    ["controller-function", "payment-failover-us-east-2-dev1", "failover controller in us-east-2"],
    ["controller-latch", "payment-latch-us-east-2-dev1", "latch in us-east-2"],
  ] as const)("gives %s to Lambda only, within the boundary", ([resource, name, description]) => {
    const { assumeRolePolicy, ...inputs } = inputsOf("aws:iam/role:Role", resource);
    expect(inputs).toEqual({ name, description, permissionsBoundary: boundaryArn, tags: tags(name) });
    expect(parsed(assumeRolePolicy).Statement).toEqual([
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
  });

  it("gives the start to schedules of the account's default group in the standby region only", () => {
    const name = "payment-failover-schedule-us-east-2-dev1";
    const { assumeRolePolicy, ...inputs } = inputsOf("aws:iam/role:Role", "controller-schedule");
    const description = "starts the failover controller in us-east-2";
    expect(inputs).toEqual({ name, description, permissionsBoundary: boundaryArn, tags: tags(name) });
    expect(parsed(assumeRolePolicy).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "123456789012" },
          ArnEquals: { "aws:SourceArn": "arn:aws:scheduler:us-east-2:123456789012:schedule-group/default" },
        },
      },
    ]);
    expect(statementsOf("controller-schedule")).toEqual([
      {
        Sid: "Start",
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: "arn:aws:lambda:us-east-2:123456789012:function:payment-failover-us-east-2-dev1",
      },
    ]);
  });

  it("lets the controller have its table, fences, heartbeats, markers and topics, and nothing else", () => {
    const buckets = regions.map((region) => `arn:aws:s3:::payment-docs-${region}-dev1`);
    const bothKeys = [keyArns.primary, keyArns.standby];
    expect(statementsOf("controller-function")).toEqual([
      {
        Sid: "State",
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        Resource: state,
      },
      {
        Sid: "Fences",
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        Resource: tables("payment-control-global-dev1"),
        Condition: partitions("region-state#us-east-1", "region-state#us-east-2"),
      },
      {
        Sid: "Heartbeats",
        Effect: "Allow",
        Action: ["dynamodb:GetItem"],
        Resource: "arn:aws:dynamodb:us-east-2:123456789012:table/payment-control-global-dev1",
        Condition: partitions("heartbeat#us-east-1", "heartbeat#us-east-2"),
      },
      {
        Sid: "Markers",
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        Resource: tables("payment-ledger-global-dev1"),
        Condition: partitions("MARKER#us-east-1", "MARKER#us-east-2"),
      },
      { Sid: "MarkerBuckets", Effect: "Allow", Action: ["s3:ListBucket"], Resource: buckets },
      {
        Sid: "MarkerObjects",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: buckets.flatMap((bucket) => regions.map((region) => `${bucket}/markers/${region}.json`)),
      },
      tableKey(bothKeys, ...regions),
      {
        Sid: "MarkerKey",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: bothKeys,
        Condition: through("s3", ...regions),
      },
      {
        Sid: "Topics",
        Effect: "Allow",
        Action: ["sns:Publish"],
        Resource: regions.map((region) => `arn:aws:sns:${region}:123456789012:failover-alerts-${region}-dev1`),
      },
      {
        Sid: "TopicKey",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: bothKeys,
        Condition: through("sns", ...regions),
      },
      logs("payment-failover-us-east-2-dev1"),
    ]);
  });

  it("lets the latch, which anybody may ask, read its one item", () => {
    expect(statementsOf("controller-latch")).toEqual([
      {
        Sid: "Latch",
        Effect: "Allow",
        Action: ["dynamodb:GetItem"],
        Resource: state,
        Condition: partitions("latch"),
      },
      tableKey([keyArns.standby], "us-east-2"),
      logs("payment-latch-us-east-2-dev1"),
    ]);
  });
});
