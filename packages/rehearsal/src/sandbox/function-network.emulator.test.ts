import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  GetHealthCheckStatusCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deployBalancer } from "../load-balancer/testing/balancer.ts";
import { balancerZone } from "../plugin/catalogue/lb/hosted-zones.ts";
import { callApi } from "./api-client.ts";
import { rehearsalCredentials } from "./environment.ts";
import { startSandbox } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import { deployAsking } from "./testing/function.ts";
import type { AskingFunction } from "./testing/function.ts";
import { deployEcho, mapDomain } from "./testing/rest-api.ts";
import type { Echo } from "./testing/rest-api.ts";

const domainName = "api.bank.test";
let directory: string;
let sandbox: Sandbox;
let route53: Route53Client;
let ohio: AskingFunction;
let api: string;
let zoneId: string | undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tandem-network-"));
  sandbox = await startSandbox({ directory, id: "network" });
  const config = { endpoint: sandbox.endpoint, region: "us-east-1", credentials: rehearsalCredentials };
  route53 = new Route53Client(config);
  ohio = await deployAsking(sandbox.endpoint, "us-east-2");
  api = await deployEcho(sandbox.endpoint, "us-east-1");
  const endpoint = await mapDomain(sandbox.endpoint, "us-east-1", domainName, api);
  await new DynamoDBClient(config).send(
    new CreateTableCommand({
      TableName: "control",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
    }),
  );
  const made = await route53.send(new CreateHostedZoneCommand({ Name: "bank.test", CallerReference: "z" }));
  zoneId = made.HostedZone?.Id;
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: {
        Changes: [["role.bank.test", "TXT", '"primary"'] as const, [domainName, "CNAME", endpoint] as const].map(
          ([Name, Type, Value]) => ({
            Action: "CREATE",
            ResourceRecordSet: { Name, Type, TTL: 5, ResourceRecords: [{ Value }] },
          }),
        ),
      },
    }),
  );
});
afterAll(async () => {
  await sandbox.stop();
  await rm(directory, { recursive: true });
});

it("a function looks names up at the sandbox's name server, with its own resolver too", async () => {
  const answers = await ohio.ask([
    { kind: "txt", name: "role.bank.test" },
    { kind: "txt", name: "role.bank.test", own: true },
    { kind: "txt", name: "nobody.bank.test" },
    { kind: "txt", name: "example.com" },
  ]);
  expect(answers).toEqual(["primary", "primary", "ENOTFOUND", "EREFUSED"]);
});

it("a function's HTTPS reaches what is at AWS: APIs by their host and by their domain, function URLs, DynamoDB's ping", async () => {
  const answers = await ohio.ask([
    { kind: "fetch", url: `${api}?a=b` },
    { kind: "fetch", url: `https://${domainName}/payments` },
    { kind: "fetch", url: ohio.url },
    { kind: "fetch", url: "https://dynamodb.us-west-2.amazonaws.com/ping" },
  ]);
  const [byHost = "", byDomain = "", ...others] = answers;
  expect([byHost, byDomain].map((text) => [text.slice(0, 3), (JSON.parse(text.slice(4)) as Echo).region])).toEqual([
    ["200", "us-east-1"],
    ["200", "us-east-1"],
  ]);
  expect(others).toEqual(["200 asking in us-east-2", "200 healthy: dynamodb.us-west-2.amazonaws.com "]);
});

it("a function's HTTP reaches a load balancer, by its host and by the alias that leads there, unless a cut is between", async () => {
  const balancer = await deployBalancer(sandbox.endpoint, "us-east-1", "echo", { TargetType: "lambda" });
  await balancer.register("arn:aws:lambda:us-east-1:000000000000:function:echo");
  const AliasTarget = {
    DNSName: balancer.dnsName,
    HostedZoneId: balancerZone("us-east-1"),
    EvaluateTargetHealth: false,
  };
  const ResourceRecordSet = { Name: "lb.bank.test", Type: "A", AliasTarget } as const;
  await route53.send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zoneId,
      ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet }] },
    }),
  );
  const questions = [`http://${balancer.dnsName}/x`, "http://lb.bank.test/x", "https://lb.bank.test/x"].map(
    (url) => ({ kind: "fetch", url }) as const,
  );
  const [byHost = "", byAlias = "", byTls = ""] = await ohio.ask(questions);
  expect([byHost, byAlias].map((text) => [text.slice(0, 3), (JSON.parse(text.slice(4)) as Echo).region])).toEqual([
    ["200", "us-east-1"],
    ["200", "us-east-1"],
  ]);
  // Nobody listens at port 443.
  expect(byTls).toBe("ECONNRESET");
  await sandbox.setFaults([{ kind: "cut", regions: ["us-east-1", "us-east-2"] }]);
  expect(await ohio.ask(questions.slice(0, 2))).toEqual(["ECONNRESET", "ECONNRESET"]);
  expect((await callApi(sandbox, `http://${balancer.dnsName}/x`)).status).toBe(200);
  await sandbox.setFaults([]);
});

it("a function's SDK calls arrive as before", async () => {
  const place = { region: "us-east-1", table: "control", pk: "a" };
  const answers = await ohio.ask([
    { kind: "get", ...place },
    { kind: "put", ...place, value: "1" },
    { kind: "update", ...place, value: "2" },
    { kind: "get", ...place },
  ]);
  expect(answers).toEqual(["none", "done", "done", "2"]);
});

it("clients and health checkers reach a function URL", async () => {
  expect(await (await callApi(sandbox, ohio.url)).text()).toBe("asking in us-east-2");
  const { HealthCheck } = await route53.send(
    new CreateHealthCheckCommand({
      CallerReference: "latch",
      HealthCheckConfig: {
        Type: "HTTPS_STR_MATCH",
        FullyQualifiedDomainName: new URL(ohio.url).hostname,
        ResourcePath: "/latch",
        SearchString: "asking in us-east-2",
        RequestInterval: 10,
        FailureThreshold: 1,
        Regions: ["us-east-1", "us-west-1", "eu-west-1"],
      },
    }),
  );
  const statuses = async () => {
    const asked = new GetHealthCheckStatusCommand({ HealthCheckId: HealthCheck?.Id });
    const { HealthCheckObservations = [] } = await route53.send(asked);
    return HealthCheckObservations.map(({ StatusReport }) => StatusReport?.Status);
  };
  const success = "Success: HTTP Status Code 200, OK";
  await expect.poll(statuses, { timeout: 30_000, interval: 200 }).toEqual([success, success, success]);
});
