import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { keepTopology, only, protectedNames, run, shape, tags, topology } from "../testing/topology.ts";
import { keyPolicy } from "./key-policy.ts";
import { MultiRegionKey } from "./multi-region-key.ts";

const make = (given = topology) =>
  withMocks(() => {
    new MultiRegionKey("data-key", {
      topology: given,
      providers: regionalProviders(given, ["primary", "standby"]),
    });
  }, run);
const { resources } = await make();
const kept = await make(keepTopology);

describe("MultiRegionKey", () => {
  it("makes a key, its replica and two aliases, each in its region", () => {
    expect(shape(resources)).toEqual([
      "aws:kms/alias:Alias data-key-primary < data-key @ aws-primary",
      "aws:kms/alias:Alias data-key-standby < data-key @ aws-standby",
      "aws:kms/key:Key data-key-primary < data-key @ aws-primary",
      "aws:kms/replicaKey:ReplicaKey data-key-standby < data-key @ aws-standby",
      "tandem:security:MultiRegionKey data-key < stack @ none",
    ]);
  });

  it("makes a rotating multi-Region key with the region's policy", () => {
    expect(only(resources, "aws:kms/key:Key").inputs).toEqual({
      description: "data of the environment dev",
      multiRegion: true,
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: JSON.stringify(keyPolicy(topology, "primary")),
      tags: tags("payment-data-us-east-1-dev1"),
    });
  });

  it("replicates that key, with a policy of the replica's own", () => {
    const { outputs } = only(resources, "tandem:security:MultiRegionKey");
    expect(only(resources, "aws:kms/replicaKey:ReplicaKey").inputs).toEqual({
      primaryKeyArn: outputs?.["primaryKeyArn"],
      description: "data of the environment dev",
      deletionWindowInDays: 7,
      policy: JSON.stringify(keyPolicy(topology, "standby")),
      tags: tags("payment-data-us-east-2-dev1"),
    });
  });

  it("names each region's key by its alias", () => {
    const keyId = (arn: unknown) => String(arn).split("key/")[1];
    const { outputs } = only(resources, "tandem:security:MultiRegionKey");
    expect(only(resources, "aws:kms/alias:Alias", "data-key-primary").inputs).toEqual({
      name: "alias/payment-data-us-east-1-dev1",
      targetKeyId: keyId(outputs?.["primaryKeyArn"]),
    });
    expect(only(resources, "aws:kms/alias:Alias", "data-key-standby").inputs).toEqual({
      name: "alias/payment-data-us-east-2-dev1",
      targetKeyId: keyId(outputs?.["standbyKeyArn"]),
    });
  });

  it("registers an ARN per region", () => {
    expect(only(resources, "tandem:security:MultiRegionKey").outputs).toEqual({
      primaryKeyArn: expect.stringMatching(/^arn:aws:kms:us-east-1:123456789012:key\/mrk-/),
      standbyKeyArn: expect.stringMatching(/^arn:aws:kms:us-east-2:123456789012:key\/mrk-/),
    });
  });

  it("protects both keys where data is kept, and waits 30 days before they go", () => {
    expect(protectedNames(resources)).toEqual([]);
    expect(protectedNames(kept.resources)).toEqual([
      "aws:kms/key:Key data-key-primary protect=true retain=true",
      "aws:kms/replicaKey:ReplicaKey data-key-standby protect=true retain=true",
    ]);
    expect(only(kept.resources, "aws:kms/key:Key").inputs["deletionWindowInDays"]).toBe(30);
    expect(only(kept.resources, "aws:kms/replicaKey:ReplicaKey").inputs["deletionWindowInDays"]).toBe(30);
  });
});
