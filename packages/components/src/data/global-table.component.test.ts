import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { keepTopology, only, protectedNames, run, shape, tags, topology } from "../testing/topology.ts";
import { GlobalTable } from "./global-table.ts";

const primaryKeyArn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";
const standbyKeyArn = "arn:aws:kms:us-east-2:123456789012:key/mrk-1";
const make = (given = topology) =>
  withMocks(() => {
    const { primary: provider } = regionalProviders(given, ["primary"]);
    new GlobalTable("ledger", { topology: given, table: "workloadTable", provider, primaryKeyArn, standbyKeyArn });
  }, run);
const { resources } = await make();
const kept = await make(keepTopology);

describe("GlobalTable", () => {
  it("makes one table, which makes its replica", () => {
    expect(shape(resources)).toEqual([
      "aws:dynamodb/table:Table ledger < ledger @ aws-primary",
      "tandem:data:GlobalTable ledger < stack @ none",
    ]);
  });

  it("has recovery, a key and tags of its own on both sides", () => {
    expect(only(resources, "aws:dynamodb/table:Table").inputs).toEqual({
      name: "payment-ledger-global-dev1",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "pk",
      rangeKey: "sk",
      attributes: [
        { name: "pk", type: "S" },
        { name: "sk", type: "S" },
      ],
      streamEnabled: true,
      streamViewType: "NEW_AND_OLD_IMAGES",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: primaryKeyArn },
      deletionProtectionEnabled: false,
      replicas: [
        {
          regionName: "us-east-2",
          kmsKeyArn: standbyKeyArn,
          pointInTimeRecovery: true,
          propagateTags: true,
          deletionProtectionEnabled: false,
        },
      ],
      tags: tags("payment-ledger-global-dev1"),
    });
  });

  it("registers the table's name and ARN", () => {
    expect(only(resources, "tandem:data:GlobalTable").outputs).toEqual({
      tableName: "payment-ledger-global-dev1",
      tableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/payment-ledger-global-dev1",
    });
  });

  it("protects the table and its replica where data is kept", () => {
    expect(protectedNames(resources)).toEqual([]);
    expect(protectedNames(kept.resources)).toEqual(["aws:dynamodb/table:Table ledger protect=true retain=true"]);
    expect(only(kept.resources, "aws:dynamodb/table:Table").inputs).toMatchObject({
      deletionProtectionEnabled: true,
      replicas: [{ regionName: "us-east-2", deletionProtectionEnabled: true }],
    });
  });
});
