import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output.js";
import { TandemError } from "@tandem/config";
import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { publish } from "./publish.ts";
import { foundationContract, sharedContract } from "./stacks.ts";
import { foundationOutputs, sharedOutputs } from "./testing/environment.ts";
import { settle } from "./testing/settled.ts";

const { contractVersion: _shared, ...shared } = sharedOutputs;
const { contractVersion: _foundation, ...foundation } = foundationOutputs;

const program = { project: "tandem-global", stack: "dev-foundation" };
const refusal = (names: string) =>
  new TandemError("output-secret", `global/foundation would publish secret values: ${names}`, {
    hint: "publish the secret's ARN and read its value where it is used",
  });

describe("publish", () => {
  it("adds the contract's version and changes nothing else", async () => {
    const { outputs } = await withMocks(
      () => publish(foundationContract, { ...foundation, zoneId: pulumi.output("Z1") }),
      program,
    );
    expect(outputs).toEqual(foundationOutputs);
  });

  it("leaves every output what it was", async () => {
    const zoneId = pulumi.output("Z1");
    const published = await publish(foundationContract, { ...foundation, zoneId });
    expect(published.zoneId).toBe(zoneId);
    expect(published.zoneNameServers).toBe(foundation.zoneNameServers);
  });

  it("leaves the topology a plain value", async () => {
    expect(await publish(sharedContract, { ...shared, route53AlertTopicArn: undefined })).toEqual(sharedOutputs);
  });
});

describe("publish refuses, by name,", () => {
  const zoneNameServers = pulumi.output(["ns-1.awsdns-01.org", pulumi.secret("ns-2.awsdns-02.net")]);

  it.each([
    [
      "secrets",
      { zoneId: pulumi.secret("Z1"), workloadTableArn: pulumi.secret(pulumi.output(foundation.workloadTableArn)) },
      "zoneId, workloadTableArn",
    ],
    ["a list that holds a secret", { zoneNameServers }, "zoneNameServers"],
    ["what is derived from a secret", { zoneId: pulumi.secret("x").apply((text) => `Z${text.length}`) }, "zoneId"],
    ["a secret that is not known yet", { zoneId: pulumi.secret(pulumi.output(unknown as string)) }, "zoneId"],
  ])("%s", async (_, secrets, names) => {
    const run = withMocks(() => publish(foundationContract, { ...foundation, ...secrets }), {
      ...program,
      preview: true,
    });
    await expect(run).rejects.toThrow(refusal(names));
  });
});

describe("publish in a preview", () => {
  it("lets an unknown value through, unknown", async () => {
    const { outputs } = await withMocks(
      async () => {
        const zoneId = pulumi.output(unknown as string);
        const published = await publish(foundationContract, { ...foundation, zoneId });
        return settle(pulumi.output(published.zoneId));
      },
      { ...program, preview: true },
    );
    expect(outputs).toEqual({ value: undefined, known: false, secret: false });
  });
});
