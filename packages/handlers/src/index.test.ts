import { expect, test } from "vitest";
import {
  controllerAlarms,
  controllerDatabasePermissions,
  controllerMetrics,
  controllerPermissions,
  heartbeatPermissions,
  heartbeatPostgresPermissions,
  lagReaderPermissions,
  lambdaRuntime,
  latchPermissions,
  ledgerPostgresPermissions,
  transactionPermissions,
} from "./index.ts";

test("the runtime is the Node.js that bundles target", () => {
  expect(lambdaRuntime).toBe("nodejs24.x");
});

test("the function may append and read items and documents, and read and set its fence; nothing else", () => {
  expect(transactionPermissions).toEqual({
    workloadTable: ["dynamodb:PutItem", "dynamodb:Query"],
    controlTable: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
    documentsBucket: ["s3:ListBucket"],
    documents: ["s3:GetObject", "s3:PutObject"],
    documentsKey: ["kms:Decrypt", "kms:GenerateDataKey"],
  });
});

test("the heartbeat's function may set its item and put its object; it reads nothing", () => {
  expect(heartbeatPermissions).toEqual({
    controlTable: ["dynamodb:UpdateItem"],
    evidence: ["s3:PutObject"],
    evidenceKey: ["kms:GenerateDataKey"],
  });
});

test("the controller's function may read and set state, fences and markers, and tell people; it moves no DNS record", () => {
  expect(controllerPermissions).toEqual({
    stateTable: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    fences: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
    heartbeats: ["dynamodb:GetItem"],
    markers: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
    markerBuckets: ["s3:ListBucket"],
    markerObjects: ["s3:GetObject", "s3:PutObject"],
    markerKey: ["kms:Decrypt", "kms:GenerateDataKey"],
    topics: ["sns:Publish"],
    topicKey: ["kms:Decrypt", "kms:GenerateDataKey"],
  });
});

test("the latch's function may read its item and nothing else", () => {
  expect(latchPermissions).toEqual({ stateTable: ["dynamodb:GetItem"] });
});

test("a ledger over PostgreSQL may read its database's secret, and has no table for transactions", () => {
  expect(ledgerPostgresPermissions).toEqual({
    controlTable: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
    healthControlTable: ["dynamodb:GetItem"],
    sessionsTable: ["dynamodb:PutItem", "dynamodb:Query"],
    documentsBucket: ["s3:ListBucket"],
    documents: ["s3:GetObject", "s3:PutObject"],
    documentsKey: ["kms:Decrypt", "kms:GenerateDataKey"],
    databaseSecret: ["secretsmanager:GetSecretValue"],
    databaseSecretKey: ["kms:Decrypt"],
  });
});

test("a controller that moves a database may read it and move it, and nothing may it delete but what it has made itself", () => {
  const { replicationLag, globalCluster, clusters, instances, ...more } = controllerDatabasePermissions;
  const { snapshots, lostTail, keptTail, snapshotKey, ...rest } = more;
  const { groups, groupCapacity, functionCapacity, ...others } = rest;
  expect(others).toEqual(controllerPermissions);
  const database = [replicationLag, globalCluster, clusters, instances, snapshots, lostTail, keptTail, snapshotKey];
  expect([...database, groups, groupCapacity, functionCapacity].flat()).toEqual([
    "dynamodb:GetItem",
    "rds:DescribeGlobalClusters",
    "rds:FailoverGlobalCluster",
    "rds:SwitchoverGlobalCluster",
    "rds:DescribeDBClusters",
    "rds:DescribeDBInstances",
    "rds:DescribeDBClusterSnapshots",
    "rds:CopyDBClusterSnapshot",
    "rds:AddTagsToResource",
    "rds:DeleteDBClusterSnapshot",
    "kms:CreateGrant",
    "kms:DescribeKey",
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:UpdateAutoScalingGroup",
    "lambda:GetFunctionConcurrency",
    "lambda:PutFunctionConcurrency",
  ]);
});

test("functions that look after a database may read its secret, and the lag reader sets its own item alone", () => {
  const secret = { databaseSecret: ["secretsmanager:GetSecretValue"], databaseSecretKey: ["kms:Decrypt"] };
  expect(heartbeatPostgresPermissions).toEqual({ ...heartbeatPermissions, ...secret });
  expect(lagReaderPermissions).toEqual({ controlTable: ["dynamodb:UpdateItem"], ...secret });
});

test("each of the controller's alarms has a metric of its own", () => {
  const names = controllerAlarms.map((name) => controllerMetrics.alarm(name));
  expect(new Set(names).size).toBe(controllerAlarms.length);
  expect(controllerMetrics.alarm("unprotected")).toBe("Alarm.unprotected");
});
