import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, tags, topology } from "../testing/topology.ts";
import { HeartbeatRoles } from "./heartbeat-roles.ts";

const keyArn = "arn:aws:kms:us-east-2:123456789012:key/mrk-1";
const boundaryArn = "arn:aws:iam::123456789012:policy/boundary";
const { resources } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  new HeartbeatRoles("heartbeat", { topology, role: "standby", provider, boundaryArn, keyArn });
}, run);
const inputsOf = (type: string, name: string) => only(resources, type, name).inputs;
const parsed = (document: unknown): unknown => JSON.parse(String(document));

describe("HeartbeatRoles", () => {
  it("makes two roles with one inline policy each", () => {
    expect(shape(resources)).toEqual([
      "aws:iam/role:Role heartbeat-schedule < heartbeat @ aws-standby",
      "aws:iam/role:Role heartbeat-writer < heartbeat @ aws-standby",
      "aws:iam/rolePolicy:RolePolicy heartbeat-schedule < heartbeat @ aws-standby",
      "aws:iam/rolePolicy:RolePolicy heartbeat-writer < heartbeat @ aws-standby",
      "tandem:security:HeartbeatRoles heartbeat < stack @ none",
    ]);
    expect(only(resources, "tandem:security:HeartbeatRoles").outputs).toEqual({
      writerRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-us-east-2-dev1",
      scheduleRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-schedule-us-east-2-dev1",
    });
  });

  it("gives the writer to Lambda only, within the boundary", () => {
    const { assumeRolePolicy, ...inputs } = inputsOf("aws:iam/role:Role", "heartbeat-writer");
    expect(inputs).toEqual({
      name: "payment-heartbeat-us-east-2-dev1",
      description: "heartbeat function in us-east-2",
      permissionsBoundary: boundaryArn,
      tags: tags("payment-heartbeat-us-east-2-dev1"),
    });
    expect(parsed(assumeRolePolicy)).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
  });

  it("gives the start to schedules of the account's default group in the region only, within the boundary", () => {
    const { assumeRolePolicy, ...inputs } = inputsOf("aws:iam/role:Role", "heartbeat-schedule");
    expect(inputs).toEqual({
      name: "payment-heartbeat-schedule-us-east-2-dev1",
      description: "starts the heartbeat function in us-east-2",
      permissionsBoundary: boundaryArn,
      tags: tags("payment-heartbeat-schedule-us-east-2-dev1"),
    });
    expect(parsed(assumeRolePolicy)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "scheduler.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnEquals: { "aws:SourceArn": "arn:aws:scheduler:us-east-2:123456789012:schedule-group/default" },
          },
        },
      ],
    });
  });

  it("lets the writer set its own item and put its own object, and nothing else", () => {
    const { policy, ...inputs } = inputsOf("aws:iam/rolePolicy:RolePolicy", "heartbeat-writer");
    expect(inputs).toEqual({ name: "heartbeat-dev1", role: "payment-heartbeat-us-east-2-dev1" });
    expect(parsed(policy)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Heartbeat",
          Effect: "Allow",
          Action: ["dynamodb:UpdateItem"],
          Resource: "arn:aws:dynamodb:us-east-2:123456789012:table/payment-control-global-dev1",
          Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "heartbeat#us-east-2" } },
        },
        {
          Sid: "Evidence",
          Effect: "Allow",
          Action: ["s3:PutObject"],
          Resource: "arn:aws:s3:::payment-docs-us-east-2-dev1/heartbeats/us-east-2.json",
        },
        {
          Sid: "TableKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
          Resource: [keyArn],
          Condition: { StringEquals: { "kms:ViaService": ["dynamodb.us-east-2.amazonaws.com"] } },
        },
        {
          Sid: "EvidenceKey",
          Effect: "Allow",
          Action: ["kms:GenerateDataKey"],
          Resource: keyArn,
          Condition: { StringEquals: { "kms:ViaService": "s3.us-east-2.amazonaws.com" } },
        },
        {
          Sid: "Logs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:us-east-2:123456789012:log-group:/aws/lambda/payment-heartbeat-us-east-2-dev1:*",
        },
      ],
    });
  });

  it("lets the schedule start this function and nothing else", () => {
    const { policy, ...inputs } = inputsOf("aws:iam/rolePolicy:RolePolicy", "heartbeat-schedule");
    expect(inputs).toEqual({ name: "start-dev1", role: "payment-heartbeat-schedule-us-east-2-dev1" });
    expect(parsed(policy)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Start",
          Effect: "Allow",
          Action: "lambda:InvokeFunction",
          Resource: "arn:aws:lambda:us-east-2:123456789012:function:payment-heartbeat-us-east-2-dev1",
        },
      ],
    });
  });
});
