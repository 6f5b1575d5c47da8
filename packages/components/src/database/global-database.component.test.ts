import * as pulumi from "@pulumi/pulumi";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { keepTopology, only, protectedNames, run, shape, tags, topology } from "../testing/topology.ts";
import { GlobalDatabase } from "./global-database.ts";

const primaryKeyArn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";
const standbyKeyArn = "arn:aws:kms:us-east-2:123456789012:key/mrk-1";
const make = (given = topology) =>
  withMocks(() => {
    const { primary: provider } = regionalProviders(given, ["primary"]);
    const database = new GlobalDatabase("database", {
      topology: given,
      provider,
      globalCluster: { name: "ledger", fullName: "ledger-global-dev1" },
      secret: { name: "ledger-user", fullName: "ledger-user-dev1" },
      engineVersion: "16.8",
      username: "ledger",
      password: pulumi.secret("not-a-real-one"),
      primaryKeyArn,
      standbyKeyArn,
    });
    return {
      id: database.globalClusterId,
      secretArns: database.secretArns,
    };
  }, run);
const { resources, outputs } = await make();
const kept = await make(keepTopology);

describe("GlobalDatabase", () => {
  it("makes the global cluster, and the secret with its first version", () => {
    expect(shape(resources)).toEqual([
      "aws:rds/globalCluster:GlobalCluster database < database @ aws-primary",
      "aws:secretsmanager/secret:Secret database < database @ aws-primary",
      "aws:secretsmanager/secretVersion:SecretVersion database < database @ aws-primary",
      "tandem:database:GlobalDatabase database < stack @ none",
    ]);
  });

  it("encrypts the global cluster, and names the version of every member", () => {
    expect(only(resources, "aws:rds/globalCluster:GlobalCluster").inputs).toEqual({
      globalClusterIdentifier: "ledger",
      engine: "aurora-postgresql",
      engineVersion: "16.8",
      storageEncrypted: true,
      deletionProtection: false,
      tags: tags("ledger-global-dev1"),
    });
  });

  it("keeps the user under each region's own key", () => {
    expect(only(resources, "aws:secretsmanager/secret:Secret").inputs).toEqual({
      name: "ledger-user",
      description: "user of the database",
      kmsKeyId: primaryKeyArn,
      replicas: [{ region: "us-east-2", kmsKeyId: standbyKeyArn }],
      recoveryWindowInDays: 0,
      tags: tags("ledger-user-dev1"),
    });
  });

  it("writes the user once, marked as a secret, and leaves later versions alone", () => {
    const { inputs, ignoreChanges } = only(resources, "aws:secretsmanager/secretVersion:SecretVersion");
    expect(inputs["secretId"]).toMatch(/^arn:aws:secretsmanager:us-east-1:123456789012:secret:ledger-user-\w{6}$/);
    expect(inputs["secretString"]).toEqual({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: '{"username":"ledger","password":"not-a-real-one"}',
    });
    expect(ignoreChanges).toEqual(["secretString"]);
  });

  it("registers the global cluster's id and where each region finds the user", () => {
    const arn = String(only(resources, "aws:secretsmanager/secretVersion:SecretVersion").inputs["secretId"]);
    const secretArns = { primary: arn, standby: arn.replace("us-east-1", "us-east-2") };
    expect(only(resources, "tandem:database:GlobalDatabase").outputs).toEqual({
      globalClusterId: "ledger",
      secretArns,
    });
    expect({ id: outputs.id, secretArns: outputs.secretArns }).toEqual({ id: "ledger", secretArns });
  });

  it("protects both where data is kept", () => {
    expect(protectedNames(resources)).toEqual([]);
    expect(protectedNames(kept.resources)).toEqual([
      "aws:rds/globalCluster:GlobalCluster database protect=true retain=true",
      "aws:secretsmanager/secret:Secret database protect=true retain=true",
    ]);
    expect(only(kept.resources, "aws:rds/globalCluster:GlobalCluster").inputs["deletionProtection"]).toBe(true);
    expect(only(kept.resources, "aws:secretsmanager/secret:Secret").inputs["recoveryWindowInDays"]).toBe(30);
  });
});
