import { expect, it } from "vitest";
import { topology } from "../testing/topology.ts";
import { databaseKeyStatements, databaseTopicStatement } from "./database-statements.ts";

it("lets RDS and Secrets Manager use a region's key for callers of the account, there alone", () => {
  const [database, secret, events] = databaseKeyStatements(topology, "standby");
  const via = (service: string) => ({
    StringEquals: { "kms:CallerAccount": "123456789012", "kms:ViaService": `${service}.us-east-2.amazonaws.com` },
  });
  expect(database).toMatchObject({ Principal: { AWS: "arn:aws:iam::123456789012:root" }, Condition: via("rds") });
  expect(database?.Action).toContain("kms:CreateGrant");
  expect(secret).toMatchObject({ Condition: via("secretsmanager") });
  expect(events).toEqual({
    Sid: "DatabaseEvents",
    Effect: "Allow",
    Principal: { Service: "events.rds.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: "*",
    Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
  });
});

it("lets RDS tell a topic of events of the account", () => {
  expect(databaseTopicStatement(topology, "us-east-2", "alerts")).toEqual({
    Sid: "DatabaseEvents",
    Effect: "Allow",
    Principal: { Service: "events.rds.amazonaws.com" },
    Action: "sns:Publish",
    Resource: "arn:aws:sns:us-east-2:123456789012:alerts",
    Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
  });
});
