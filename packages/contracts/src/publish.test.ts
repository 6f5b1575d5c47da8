import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output.js";
import { TandemError } from "@tandem/config";
import { beforeEach, describe, expect, it } from "vitest";
import { publish } from "./publish.ts";
import { foundationContract, sharedContract } from "./stacks.ts";
import { foundationOutputs, sharedOutputs } from "./testing/environment.ts";
import { runAs, settle } from "./testing/program.ts";

const { contractVersion: _shared, ...shared } = sharedOutputs;
const { contractVersion: _foundation, ...foundation } = foundationOutputs;

const refusal = (names: string) =>
  new TandemError("output-secret", `global/foundation would publish secret values: ${names}`, {
    hint: "publish the secret's ARN and read its value where it is used",
  });

describe("publish", () => {
  beforeEach(() => runAs("tandem-global", "dev-foundation", {}));

  it("adds the contract's version and changes nothing else", async () => {
    const zoneId = pulumi.output("Z1");
    const published = await publish(foundationContract, { ...foundation, zoneId });
    expect(published).toEqual({ ...foundation, zoneId, contractVersion: 1 });
    expect(published.zoneId).toBe(zoneId);
  });

  it("leaves the topology a plain value", async () => {
    expect(await publish(sharedContract, shared)).toEqual(sharedOutputs);
  });

  it("refuses secrets, each by its name", async () => {
    const outputs = {
      ...foundation,
      zoneId: pulumi.secret("Z1"),
      workloadTableArn: pulumi.secret(pulumi.output(foundation.workloadTableArn)),
    };
    await expect(publish(foundationContract, outputs)).rejects.toThrow(refusal("zoneId, workloadTableArn"));
  });

  it("refuses a list that holds a secret", async () => {
    const outputs = { ...foundation, zoneNameServers: ["ns-1.awsdns-01.org", pulumi.secret("ns-2.awsdns-02.net")] };
    const zoneNameServers = pulumi.output(outputs.zoneNameServers);
    await expect(publish(foundationContract, { ...outputs, zoneNameServers })).rejects.toThrow(
      refusal("zoneNameServers"),
    );
  });

  it("refuses what is derived from a secret", async () => {
    const zoneId = pulumi.secret("password").apply((text) => text.length.toString());
    await expect(publish(foundationContract, { ...foundation, zoneId })).rejects.toThrow(refusal("zoneId"));
  });
});

describe("publish in a preview", () => {
  beforeEach(() => runAs("tandem-global", "dev-foundation", {}, { preview: true }));

  it("lets an unknown value through, unknown", async () => {
    const zoneId = pulumi.output(unknown as string);
    const published = await publish(foundationContract, { ...foundation, zoneId });
    expect(await settle(pulumi.output(published.zoneId))).toEqual({ value: undefined, known: false, secret: false });
  });

  it("refuses an unknown secret", async () => {
    const zoneId = pulumi.secret(pulumi.output(unknown as string));
    await expect(publish(foundationContract, { ...foundation, zoneId })).rejects.toThrow(refusal("zoneId"));
  });
});
