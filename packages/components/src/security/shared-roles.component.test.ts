import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, tags, topology } from "../testing/topology.ts";
import { RecoveryRole, operatorTrust } from "./recovery-role.ts";
import { ReplicationRole } from "./replication-role.ts";

const boundaryArn = "arn:aws:iam::123456789012:policy/boundary";
const keyArns = {
  primary: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
  standby: "arn:aws:kms:us-east-2:123456789012:key/mrk-1",
};
const bothBuckets = ["arn:aws:s3:::payment-docs-us-east-1-dev1", "arn:aws:s3:::payment-docs-us-east-2-dev1"];
const { resources } = await withMocks(() => {
  const { primary: provider } = regionalProviders(topology, ["primary"]);
  new ReplicationRole("replication", { topology, provider, boundaryArn, keyArns });
  new RecoveryRole("recovery", { topology, provider, boundaryArn, keyArns });
}, run);
const inputsOf = (type: string, name: string) => only(resources, type, name).inputs;
const policyOf = (name: string): unknown =>
  JSON.parse(String(inputsOf("aws:iam/rolePolicy:RolePolicy", name)["policy"]));

it("makes two roles with one inline policy each", () => {
  expect(shape(resources)).toEqual([
    "aws:iam/role:Role recovery < recovery @ aws-primary",
    "aws:iam/role:Role replication < replication @ aws-primary",
    "aws:iam/rolePolicy:RolePolicy recovery < recovery @ aws-primary",
    "aws:iam/rolePolicy:RolePolicy replication < replication @ aws-primary",
    "tandem:security:RecoveryRole recovery < stack @ none",
    "tandem:security:ReplicationRole replication < stack @ none",
  ]);
});

describe("ReplicationRole", () => {
  it("is taken by S3 only, within the boundary", () => {
    const { assumeRolePolicy, ...inputs } = inputsOf("aws:iam/role:Role", "replication");
    expect(inputs).toEqual({
      name: "payment-replication-global-dev1",
      description: "S3 replication of documents between the two regions",
      permissionsBoundary: boundaryArn,
      tags: tags("payment-replication-global-dev1"),
    });
    expect(JSON.parse(String(assumeRolePolicy))).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    expect(only(resources, "tandem:security:ReplicationRole").outputs).toEqual({
      roleArn: "arn:aws:iam::123456789012:role/payment-replication-global-dev1",
    });
  });

  it("copies in both directions, with each key only for its bucket", () => {
    const keyStatement = (Sid: string, Resource: string, region: string, bucket: string) => ({
      Sid,
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource,
      Condition: {
        StringEquals: {
          "kms:ViaService": `s3.${region}.amazonaws.com`,
          "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${bucket}`,
        },
      },
    });
    expect(policyOf("replication")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ReadBuckets",
          Effect: "Allow",
          Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
          Resource: bothBuckets,
        },
        {
          Sid: "CopyDocuments",
          Effect: "Allow",
          Action: [
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionTagging",
            "s3:ReplicateDelete",
            "s3:ReplicateObject",
            "s3:ReplicateTags",
          ],
          Resource: bothBuckets.map((bucket) => `${bucket}/*`),
        },
        keyStatement("PrimaryKey", keyArns.primary, "us-east-1", "payment-docs-us-east-1-dev1"),
        keyStatement("StandbyKey", keyArns.standby, "us-east-2", "payment-docs-us-east-2-dev1"),
      ],
    });
  });
});

describe("RecoveryRole", () => {
  it("is taken by the operator only, within the boundary", () => {
    const { assumeRolePolicy, ...inputs } = inputsOf("aws:iam/role:Role", "recovery");
    expect(inputs).toEqual({
      name: "payment-dr-global-dev1",
      description: "disaster-recovery operations of the environment dev",
      permissionsBoundary: boundaryArn,
      tags: tags("payment-dr-global-dev1"),
    });
    expect(JSON.parse(String(assumeRolePolicy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::123456789012:root" },
          Action: "sts:AssumeRole",
          Condition: {
            ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/payment-operator-global-dev1" },
          },
        },
      ],
    });
    expect(only(resources, "tandem:security:RecoveryRole").outputs).toEqual({
      roleArn: "arn:aws:iam::123456789012:role/payment-dr-global-dev1",
    });
  });

  it("may be an operator's of another account", () => {
    const operatorArn = "arn:aws:iam::210987654321:role/on-call";
    expect(operatorTrust({ operatorArn }).Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::210987654321:root" },
        Action: "sts:AssumeRole",
        Condition: { ArnEquals: { "aws:PrincipalArn": operatorArn } },
      },
    ]);
  });

  it("sees where the failover stands, asks for one, sets fences and compares, in both regions", () => {
    const items = (...partitions: readonly string[]) => ({
      "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": partitions },
    });
    const state = "arn:aws:dynamodb:us-east-2:123456789012:table/payment-failover-state-us-east-2-dev1";
    const tables = (table: string) =>
      ["us-east-1", "us-east-2"].map((region) => `arn:aws:dynamodb:${region}:123456789012:table/${table}`);
    expect(policyOf("recovery")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Situation",
          Effect: "Allow",
          Action: "dynamodb:GetItem",
          Resource: state,
          Condition: items("controller", "latch", "targets"),
        },
        {
          Sid: "Request",
          Effect: "Allow",
          Action: "dynamodb:PutItem",
          Resource: state,
          Condition: items("request"),
        },
        {
          Sid: "Heartbeats",
          Effect: "Allow",
          Action: "dynamodb:GetItem",
          Resource: tables("payment-control-global-dev1")[1],
          Condition: items("heartbeat#us-east-1", "heartbeat#us-east-2"),
        },
        {
          Sid: "Fence",
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
          Resource: tables("payment-control-global-dev1"),
          Condition: items("region-state#us-east-1", "region-state#us-east-2"),
        },
        {
          Sid: "CompareItems",
          Effect: "Allow",
          Action: ["dynamodb:DescribeTable", "dynamodb:Query"],
          Resource: tables("payment-ledger-global-dev1"),
        },
        { Sid: "CompareDocuments", Effect: "Allow", Action: "s3:ListBucket", Resource: bothBuckets },
        {
          Sid: "TableKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
          Resource: [keyArns.primary, keyArns.standby],
          Condition: {
            StringEquals: {
              "kms:ViaService": ["dynamodb.us-east-1.amazonaws.com", "dynamodb.us-east-2.amazonaws.com"],
            },
          },
        },
      ],
    });
  });
});
