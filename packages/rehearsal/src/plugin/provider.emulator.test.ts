import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import { afterEach, expect, test } from "vitest";
import type { Properties, ResourceEntry } from "./entry.ts";
import { AwsProvider } from "./provider.ts";
import { useEmulator } from "./testing/emulator.ts";
import { sample, sampleWithCloud } from "./testing/sample.ts";
import { fromStruct, toStruct, unknownValue } from "./values.ts";

const emulator = useEmulator();
const urn = "urn:pulumi:test::project::tandem:data:Table$aws:test/sample:Sample::ledger";
let close = () => {};
afterEach(() => close());

/** A client of a provider that serves one type, as the engine is one. */
async function serve(entry: ResourceEntry, endpoint = emulator.endpoint) {
  const environment = { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  const server = new grpc.Server();
  const provider = new AwsProvider(new Map([[entry.type, entry]]), environment);
  server.addService(services.ResourceProviderService, provider.service());
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
  const client = new services.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  close = () => {
    client.close();
    server.forceShutdown();
  };
  return client;
}

type Client = Awaited<ReturnType<typeof serve>>;

/** Asks one question and waits for the answer. */
function ask<Request, Response>(
  client: Client,
  method: (request: Request, reply: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
  request: Request,
): Promise<Response> {
  return promisify(
    method.bind(client) as (request: Request, reply: (error: Error | null, response: Response) => void) => void,
  )(request);
}

async function configured(entry: ResourceEntry): Promise<Client> {
  const client = await serve(entry);
  const request = new messages.ConfigureRequest();
  request.setArgs(toStruct({ region: "us-east-1", defaultTags: '{"tags":{"App":"x"}}' }));
  const response = await ask<messages.ConfigureRequest, messages.ConfigureResponse>(client, client.configure, request);
  expect(response.getSupportspreview()).toBe(true);
  expect(response.getAcceptsecrets()).toBe(false);
  return client;
}

function checkRequest(type: string, news: Properties) {
  const request = new messages.CheckRequest();
  request.setUrn(urn);
  request.setType(type);
  request.setNews(toStruct(news));
  return request;
}

function createRequest(properties: Properties, preview: boolean) {
  const request = new messages.CreateRequest();
  request.setUrn(urn);
  request.setType(sample.type);
  request.setProperties(toStruct(properties));
  request.setPreview(preview);
  return request;
}

test("a check merges default tags, and refuses an unknown type by name", async () => {
  const client = await configured(sample);
  const check = (type: string, news: Properties) =>
    ask<messages.CheckRequest, messages.CheckResponse>(client, client.check, checkRequest(type, news));
  const known = await check(sample.type, { name: "x", tags: { Name: "x" } });
  expect(fromStruct(known.getInputs())).toEqual({ name: "x", tags: { App: "x", Name: "x" } });
  expect(known.getFailuresList()).toEqual([]);
  const unknown = await check("aws:s3/bucket:Bucket", {});
  expect(unknown.getFailuresList().map((failure) => failure.getReason())).toEqual([
    "unknown type aws:s3/bucket:Bucket: the aws stand-in has no entry for it; legal: aws:test/sample:Sample",
  ]);
});

test("a provider's unknown settings are refused, and another region replaces it", async () => {
  const client = await serve(sample);
  const checked = await ask<messages.CheckRequest, messages.CheckResponse>(
    client,
    client.checkConfig,
    checkRequest("pulumi:providers:aws", { region: "us-east-1", profile: "prod" }),
  );
  expect(checked.getFailuresList().map((failure) => failure.getProperty())).toEqual(["profile"]);
  const request = new messages.DiffRequest();
  request.setOldInputs(toStruct({ region: "us-east-1", version: "7.48.0" }));
  request.setNews(toStruct({ region: "us-east-2", version: "7.48.0", defaultTags: "{}" }));
  const diff = await ask<messages.DiffRequest, messages.DiffResponse>(client, client.diffConfig, request);
  expect(diff.getDiffsList()).toEqual(["region", "defaultTags"]);
  expect(diff.getReplacesList()).toEqual(["region"]);
});

test("a diff tells paths, kinds and replacements", async () => {
  const client = await configured({ ...sample, deleteBeforeReplace: true });
  const request = new messages.DiffRequest();
  request.setUrn(urn);
  request.setType(sample.type);
  request.setOldInputs(toStruct({ name: "x", tags: { a: "1" } }));
  request.setNews(toStruct({ name: "y", tags: { a: "2" } }));
  const diff = await ask<messages.DiffRequest, messages.DiffResponse>(client, client.diff, request);
  const { UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;
  expect(
    diff
      .getDetaileddiffMap()
      .toArray()
      .map(([path]) => path),
  ).toEqual(["name", "tags.a"]);
  expect(diff.getDetaileddiffMap().get("name")?.getKind()).toBe(UPDATE_REPLACE);
  expect(diff.getDetaileddiffMap().get("tags.a")?.getKind()).toBe(UPDATE);
  expect(diff.getReplacesList()).toEqual(["name"]);
  expect(diff.getDeletebeforereplace()).toBe(true);
  expect(diff.getChanges()).toBe(messages.DiffResponse.DiffChanges.DIFF_SOME);
});

test("a preview makes nothing and does not know what the cloud decides", async () => {
  const cloud = new Map<string, Properties>();
  const client = await configured(sampleWithCloud(cloud));
  const request = createRequest({ name: "x" }, true);
  const response = await ask<messages.CreateRequest, messages.CreateResponse>(client, client.create, request);
  expect(fromStruct(response.getProperties())).toEqual({ name: "x", arn: unknownValue, revision: unknownValue });
  expect(response.getId()).toBe("");
  expect(cloud.size).toBe(0);
});

test("what was made but cannot be read keeps its id in the engine's state", async () => {
  const client = await configured({ ...sampleWithCloud(new Map()), read: sample.read });
  const request = createRequest({ name: "x", secretSetting: "s" }, false);
  const made = ask<messages.CreateRequest, messages.CreateResponse>(client, client.create, request);
  const error = await made.then(
    () => undefined,
    (reason: unknown) => reason as grpc.ServiceError,
  );
  const details =
    'aws:test/sample:Sample "ledger": UnreadError: made as "x", but it could not be read back: the sample type has no cloud';
  expect(error?.details).toBe(details);
  const [packed = Buffer.alloc(0)] = error?.metadata.get("grpc-status-details-bin") ?? [];
  const [detail] = statuses.Status.deserializeBinary(Buffer.from(packed)).getDetailsList();
  const failure = messages.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
  expect(detail?.getTypeName()).toBe("pulumirpc.ErrorResourceInitFailed");
  expect(failure.getId()).toBe("x");
  expect(fromStruct(failure.getProperties())).toEqual({ secretSetting: "s" });
  expect(failure.getReasonsList()).toEqual([details]);
});

test("a read of what is gone answers without an id", async () => {
  const client = await configured(sampleWithCloud(new Map()));
  const request = new messages.ReadRequest();
  request.setUrn(urn);
  request.setType(sample.type);
  request.setId("x");
  const response = await ask<messages.ReadRequest, messages.ReadResponse>(client, client.read, request);
  expect(response.getId()).toBe("");
  expect(response.hasProperties()).toBe(false);
});

test("a read marks what is secret also where the engine has no inputs to tell it by", async () => {
  const cloud = new Map<string, Properties>([["x", { name: "x", code: "s" }]]);
  const entry = sampleWithCloud(cloud);
  const client = await configured({ ...entry, properties: { ...entry.properties, code: { secret: true } } });
  const request = new messages.ReadRequest();
  request.setUrn(urn);
  request.setType(sample.type);
  request.setId("x");
  const response = await ask<messages.ReadRequest, messages.ReadResponse>(client, client.read, request);
  const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "s" };
  expect(response.getInputs()?.toJavaScript()).toEqual({ name: "x", code: secret });
  expect(response.getProperties()?.toJavaScript()).toMatchObject({ name: "x", code: secret });
});

test("after a cancel a call that is under way ends well, and a new one is refused", async () => {
  const started = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<string>();
  const cloud = new Map<string, Properties>();
  const client = await configured({
    ...sampleWithCloud(cloud),
    async create() {
      started.resolve();
      cloud.set("x", { name: "x" });
      return finished.promise;
    },
  });
  const create = () =>
    ask<messages.CreateRequest, messages.CreateResponse>(client, client.create, createRequest({ name: "x" }, false));
  const first = create();
  await started.promise;
  await ask<empties.Empty, empties.Empty>(client, client.cancel, new empties.Empty());
  await expect(create()).rejects.toMatchObject({
    code: grpc.status.CANCELLED,
    details: 'aws:test/sample:Sample "ledger": cancelled',
  });
  finished.resolve("x");
  expect((await first).getId()).toBe("x");
});

test("functions, methods and components are refused by name", async () => {
  const client = await configured(sample);
  const invoke = new messages.InvokeRequest();
  invoke.setTok("aws:index/getRegion:getRegion");
  await expect(
    ask<messages.InvokeRequest, messages.InvokeResponse>(client, client.invoke, invoke),
  ).rejects.toMatchObject({
    code: grpc.status.UNIMPLEMENTED,
    details: "the aws stand-in does not know the function aws:index/getRegion:getRegion",
  });
  const construct = new messages.ConstructRequest();
  construct.setType("aws:x:Component");
  await expect(
    ask<messages.ConstructRequest, messages.ConstructResponse>(client, client.construct, construct),
  ).rejects.toMatchObject({ details: "the aws stand-in does not know the component aws:x:Component" });
});

test("nothing is done before the provider is configured, and none is configured for another endpoint", async () => {
  const client = await serve(sample, "https://kms.us-east-1.amazonaws.com");
  const request = createRequest({ name: "x" }, false);
  await expect(
    ask<messages.CreateRequest, messages.CreateResponse>(client, client.create, request),
  ).rejects.toMatchObject({
    details: 'aws:test/sample:Sample "ledger": the engine has not configured the aws provider yet',
  });
  const configure = new messages.ConfigureRequest();
  configure.setArgs(toStruct({ region: "us-east-1" }));
  await expect(
    ask<messages.ConfigureRequest, messages.ConfigureResponse>(client, client.configure, configure),
  ).rejects.toThrow('a rehearsal talks to this machine only, not to "https://kms.us-east-1.amazonaws.com"');
});
