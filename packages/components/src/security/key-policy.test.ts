import { describe, expect, it } from "vitest";
import { topology } from "../testing/topology.ts";
import { alertKeyPolicy, keyPolicy } from "./key-policy.ts";

const statements = (role: "primary" | "standby") =>
  new Map(keyPolicy(topology, role).Statement.map((statement) => [statement.Sid, statement]));

describe("keyPolicy", () => {
  it("lets the account manage the key, and not use it", () => {
    const statement = statements("primary").get("Administration");
    expect(statement?.Principal).toEqual({ AWS: "arn:aws:iam::123456789012:root" });
    expect(statement?.Condition).toBe(undefined);
    const actions = [statement?.Action].flat();
    expect(actions).toContain("kms:PutKeyPolicy");
    for (const use of ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"]) {
      expect(actions).not.toContain(use);
    }
  });

  it.for([
    ["primary", "us-east-1"],
    ["standby", "us-east-2"],
  ] as const)("lets the account use the %s key through DynamoDB of its own region only", ([role, region]) => {
    const statement = statements(role).get("Tables");
    expect(statement?.Condition).toEqual({
      StringEquals: {
        "kms:CallerAccount": "123456789012",
        "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
      },
    });
    expect([statement?.Action].flat()).toContain("kms:CreateGrant");
  });

  it.for([
    ["primary", "us-east-1"],
    ["standby", "us-east-2"],
  ] as const)(
    "lets the account use the %s key through S3 of its own region only, and grant nothing",
    ([role, region]) => {
      expect(statements(role).get("Documents")).toEqual({
        Sid: "Documents",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: {
          StringEquals: { "kms:CallerAccount": "123456789012", "kms:ViaService": `s3.${region}.amazonaws.com` },
        },
      });
    },
  );

  it.for([
    ["primary", "us-east-1"],
    ["standby", "us-east-2"],
  ] as const)("lets the account publish to topics under the %s key in its own region only", ([role, region]) => {
    expect(statements(role).get("Publishers")).toEqual({
      Sid: "Publishers",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: {
        StringEquals: { "kms:CallerAccount": "123456789012", "kms:ViaService": `sns.${region}.amazonaws.com` },
      },
    });
  });

  it("bounds the messaging services by the source account", () => {
    expect(statements("standby").get("Alerts")).toEqual({
      Sid: "Alerts",
      Effect: "Allow",
      Principal: { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"] },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
  });

  it("bounds CloudWatch Logs by log groups of the account and region", () => {
    const statement = statements("standby").get("Logs");
    expect(statement?.Principal).toEqual({ Service: "logs.us-east-2.amazonaws.com" });
    expect(statement?.Condition).toEqual({
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-2:123456789012:log-group:*" },
    });
  });

  it("bounds every principal but the account's administrators", () => {
    const unbounded = keyPolicy(topology, "primary").Statement.filter(({ Condition }) => Condition === undefined);
    expect(unbounded.map(({ Sid }) => Sid)).toEqual(["Administration"]);
  });
});

describe("alertKeyPolicy", () => {
  it("has the statements of a region's key that a topic needs, and no other", () => {
    const { Statement } = alertKeyPolicy(topology);
    expect(Statement.map(({ Sid }) => Sid)).toEqual(["Administration", "Alerts"]);
    const regional = statements("primary");
    expect(Statement).toEqual([regional.get("Administration"), regional.get("Alerts")]);
  });
});
