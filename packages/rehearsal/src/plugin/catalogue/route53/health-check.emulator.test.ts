import { GetHealthCheckCommand, ListTagsForResourceCommand, Route53Client } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { healthCheck } from "./health-check.ts";

const emulator = useEmulator();
const region = "us-east-1";

async function seen(HealthCheckId: string) {
  const route53 = emulator.client(Route53Client, region);
  const { HealthCheck } = await route53.send(new GetHealthCheckCommand({ HealthCheckId }));
  const tags = new ListTagsForResourceCommand({ ResourceType: "healthcheck", ResourceId: HealthCheckId });
  const { ResourceTagSet } = await route53.send(tags);
  return { config: HealthCheck?.HealthCheckConfig, tags: ResourceTagSet?.Tags };
}

test("a health check is made, found, changed, replaced and deleted", async () => {
  const context = emulator.context(region);
  expect(await find(healthCheck, context, { tags: { "tandem:urn": "primary" } })).toEqual([]);

  const inputs = {
    type: "HTTPS_STR_MATCH",
    fqdn: "abc.execute-api.us-east-1.amazonaws.com",
    port: 443,
    resourcePath: "/prod/health",
    searchString: '"status":"healthy"',
    requestInterval: 10,
    failureThreshold: 3,
    measureLatency: true,
    enableSni: true,
    regions: ["us-east-1", "us-west-2", "eu-west-1"],
    tags: { "tandem:urn": "primary" },
  };
  const made = await TestResource.create(healthCheck, context, inputs);
  const found = await seen(made.id);
  expect(found.config).toMatchObject({
    Type: "HTTPS_STR_MATCH",
    FullyQualifiedDomainName: inputs.fqdn,
    Port: 443,
    ResourcePath: "/prod/health",
    SearchString: '"status":"healthy"',
    RequestInterval: 10,
    FailureThreshold: 3,
    MeasureLatency: true,
    EnableSNI: true,
  });
  expect(found.tags).toEqual([{ Key: "tandem:urn", Value: "primary" }]);
  expect(made.state).toEqual({
    ...inputs,
    arn: `arn:aws:route53:::healthcheck/${made.id}`,
    tagsAll: inputs.tags,
  });
  const listed = [{ id: made.id, tags: inputs.tags }];
  expect(await find(healthCheck, context, { tags: inputs.tags })).toEqual(listed);
  expect(await find(healthCheck, emulator.context("us-east-2"), { id: made.id })).toEqual(listed);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);

  const changed = {
    ...inputs,
    resourcePath: "/prod/ready",
    invertHealthcheck: true,
    disabled: true,
    tags: { Name: "check" },
  };
  await made.update(changed);
  const after = await seen(made.id);
  expect(after.config).toMatchObject({
    ResourcePath: "/prod/ready",
    Inverted: true,
    Disabled: true,
    RequestInterval: 10,
  });
  expect(after.tags).toEqual([{ Key: "Name", Value: "check" }]);
  await made.update({ ...inputs, tags: changed.tags });
  expect((await seen(made.id)).config).toMatchObject({
    ResourcePath: "/prod/health",
    Inverted: false,
    Disabled: false,
  });

  expect(made.diff({ ...made.inputs, requestInterval: 30 }).changes).toEqual(
    new Map([["requestInterval", "update-replace"]]),
  );
  const next = await TestResource.create(healthCheck, context, { ...made.inputs, requestInterval: 30 });
  await made.delete();
  await made.delete();
  await expect(seen(made.id)).rejects.toThrow(`No health check exists with the specified ID ${made.id}.`);
  expect(await made.refresh()).toBe(false);
  expect(await find(healthCheck, context, { id: made.id })).toEqual([]);
  expect((await seen(next.id)).config?.RequestInterval).toBe(30);
  await next.delete();
});

test("a calculated health check keeps its threshold; its children are known to the program alone", async () => {
  const context = emulator.context(region);
  const child = await TestResource.create(healthCheck, context, { type: "HTTPS", fqdn: "api.example.test" });
  const inputs = { type: "CALCULATED", childHealthThreshold: 1, childHealthchecks: [child.id] };
  const made = await TestResource.create(healthCheck, context, inputs);
  expect((await seen(made.id)).config).toMatchObject({ Type: "CALCULATED", HealthThreshold: 1 });
  expect(made.state).toEqual({ ...inputs, arn: `arn:aws:route53:::healthcheck/${made.id}`, tags: {}, tagsAll: {} });
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  await made.delete();
  await child.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(healthCheck, { type: "HTTPS", ipAddress: "10.0.0.1" })).toEqual([
    {
      property: "ipAddress",
      reason:
        "unknown to the stand-in of aws:route53/healthCheck:HealthCheck; legal: childHealthThreshold, childHealthchecks, disabled, enableSni, failureThreshold, fqdn, invertHealthcheck, measureLatency, port, regions, requestInterval, resourcePath, searchString, tags, type",
    },
  ]);
});
