import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, tags, topology } from "../testing/topology.ts";
import { ProcessorRole } from "./processor-role.ts";

const keyArn = "arn:aws:kms:us-east-2:123456789012:key/mrk-1";
const boundaryArn = "arn:aws:iam::123456789012:policy/boundary";
const { resources } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  new ProcessorRole("standby-processor", { topology, role: "standby", provider, boundaryArn, keyArn });
}, run);

describe("ProcessorRole", () => {
  it("makes a role and its one inline policy", () => {
    expect(shape(resources)).toEqual([
      "aws:iam/role:Role standby-processor < standby-processor @ aws-standby",
      "aws:iam/rolePolicy:RolePolicy standby-processor < standby-processor @ aws-standby",
      "tandem:security:ProcessorRole standby-processor < stack @ none",
    ]);
    expect(only(resources, "tandem:security:ProcessorRole").outputs).toEqual({
      roleArn: "arn:aws:iam::123456789012:role/payment-processor-us-east-2-dev1",
    });
  });

  it("is taken by Lambda only, within the boundary", () => {
    const { assumeRolePolicy, ...inputs } = only(resources, "aws:iam/role:Role").inputs;
    expect(inputs).toEqual({
      name: "payment-processor-us-east-2-dev1",
      description: "transaction function in us-east-2",
      permissionsBoundary: boundaryArn,
      tags: tags("payment-processor-us-east-2-dev1"),
    });
    expect(JSON.parse(String(assumeRolePolicy))).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
  });

  it("allows exactly what the handler uses, in its own region", () => {
    const { policy, ...inputs } = only(resources, "aws:iam/rolePolicy:RolePolicy").inputs;
    expect(inputs).toEqual({ name: "transaction-dev1", role: "payment-processor-us-east-2-dev1" });
    expect(JSON.parse(String(policy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "WorkloadTable",
          Effect: "Allow",
          Action: ["dynamodb:PutItem", "dynamodb:Query"],
          Resource: "arn:aws:dynamodb:us-east-2:123456789012:table/payment-ledger-global-dev1",
        },
        {
          Sid: "ControlTable",
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
          Resource: "arn:aws:dynamodb:us-east-2:123456789012:table/payment-control-global-dev1",
          Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "region-state#us-east-2" } },
        },
        {
          Sid: "DocumentsBucket",
          Effect: "Allow",
          Action: ["s3:ListBucket"],
          Resource: "arn:aws:s3:::payment-docs-us-east-2-dev1",
        },
        {
          Sid: "Documents",
          Effect: "Allow",
          Action: ["s3:GetObject", "s3:PutObject"],
          Resource: "arn:aws:s3:::payment-docs-us-east-2-dev1/*",
        },
        {
          Sid: "TableKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
          Resource: [keyArn],
          Condition: { StringEquals: { "kms:ViaService": ["dynamodb.us-east-2.amazonaws.com"] } },
        },
        {
          Sid: "DocumentsKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: keyArn,
          Condition: { StringEquals: { "kms:ViaService": "s3.us-east-2.amazonaws.com" } },
        },
        {
          Sid: "Logs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:us-east-2:123456789012:log-group:/aws/lambda/payment-processor-us-east-2-dev1:*",
        },
      ],
    });
  });
});
