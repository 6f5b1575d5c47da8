import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { beforeAll, expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { parameter } from "./parameter.ts";

const emulator = useEmulator();
const region = "us-west-2";
const client = () => emulator.client(SSMClient, region);
const name = "/tandem/x/api-endpoint";
let keyId: string;

beforeAll(async () => {
  const { KeyMetadata } = await emulator.client(KMSClient, region).send(new CreateKeyCommand({}));
  keyId = KeyMetadata?.Arn ?? "";
});

/** What an independent client sees. */
async function seen() {
  const decrypted = await client().send(new GetParameterCommand({ Name: name, WithDecryption: true }));
  const kept = await client().send(new GetParameterCommand({ Name: name }));
  const { Parameters: [metadata] = [] } = await client().send(new DescribeParametersCommand({}));
  const place = { ResourceType: "Parameter", ResourceId: name } as const;
  const { TagList } = await client().send(new ListTagsForResourceCommand(place));
  return {
    type: decrypted.Parameter?.Type,
    value: decrypted.Parameter?.Value,
    isReadable: kept.Parameter?.Value === decrypted.Parameter?.Value,
    key: metadata?.KeyId,
    description: metadata?.Description,
    tags: TagList,
  };
}

test("a parameter is made, found, changed, seen when it drifts, and deleted", async () => {
  const context = emulator.context(region);
  const inputs = {
    name,
    type: "SecureString",
    value: "https://one.test",
    keyId,
    description: "where the API is",
    tags: { "tandem:urn": "endpoint" },
  };
  expect(await find(parameter, context, { name })).toEqual([]);
  const made = await TestResource.create(parameter, context, inputs);
  expect(made.id).toBe(name);
  expect(await seen()).toEqual({
    type: "SecureString",
    value: "https://one.test",
    isReadable: false,
    key: keyId,
    description: "where the API is",
    tags: [{ Key: "tandem:urn", Value: "endpoint" }],
  });
  expect(made.state).toEqual({
    ...inputs,
    tier: "Standard",
    allowedPattern: "",
    dataType: "text",
    arn: "arn:aws:ssm:us-west-2:000000000000:parameter/tandem/x/api-endpoint",
    version: 1,
    tagsAll: inputs.tags,
  });
  const listed = { id: name, name, tags: inputs.tags };
  expect(await find(parameter, context, { name })).toEqual([listed]);
  expect(await find(parameter, context, { tags: { "tandem:urn": "endpoint" } })).toEqual([listed]);
  await made.refresh();
  expect(made.inputs).toEqual(inputs);
  expect((await TestResource.adopt(parameter, context, name)).inputs).toEqual(inputs);

  const news = { name, type: "SecureString", value: "https://two.test", tags: { Name: "endpoint" } };
  await made.update(news);
  expect(made.state["version"]).toBe(2);
  expect(await seen()).toEqual({
    type: "SecureString",
    value: "https://two.test",
    isReadable: false,
    key: "alias/aws/ssm",
    description: "",
    tags: [{ Key: "Name", Value: "endpoint" }],
  });
  await made.refresh();
  expect(made.inputs).toEqual(news);

  await client().send(new PutParameterCommand({ Name: name, Value: "https://evil.test", Overwrite: true }));
  await made.refresh();
  expect(made.diff(news).changes).toEqual(new Map([["value", "update"]]));

  await made.delete();
  expect(await find(parameter, context, { name })).toEqual([]);
  expect(await made.refresh()).toBe(false);
  await made.delete();
});

test("plain text is kept as it is; another name is another parameter", async () => {
  const context = emulator.context(region);
  const inputs = { name, type: "String", value: "us-west-2" };
  const made = await TestResource.create(parameter, context, inputs);
  expect(await seen()).toMatchObject({ type: "String", isReadable: true, key: undefined });
  expect((await TestResource.adopt(parameter, context, name)).inputs).toEqual(inputs);
  expect(made.diff({ ...inputs, name: "/other" }).changes).toEqual(new Map([["name", "update-replace"]]));
  await made.delete();
});

test("a parameter that exists is overwritten only when the program says so", async () => {
  const context = emulator.context(region);
  const inputs = { name, type: "String", value: "one" };
  await TestResource.create(parameter, context, inputs);
  await expect(TestResource.create(parameter, context, inputs)).rejects.toMatchObject({
    name: "ParameterAlreadyExists",
  });
  const again = await TestResource.create(parameter, context, {
    ...inputs,
    value: "two",
    overwrite: true,
    tags: { Name: "endpoint" },
  });
  expect(await seen()).toMatchObject({ value: "two", tags: [{ Key: "Name", Value: "endpoint" }] });
  await again.delete();
});

test.each([
  [{ type: "StringList" }, "type StringList is not known here; legal: String, SecureString"],
  [{ tier: "Intelligent-Tiering" }, "tier Intelligent-Tiering is not known here; legal: Standard, Advanced"],
  [{ value: "ä".repeat(2049) }, "value has 4098 bytes; legal: at most 4096 in tier Standard"],
  [{ keyId: "alias/x" }, "keyId: not for a parameter of type String"],
  [{ type: "SecureString", keyId: "alias/none" }, "InvalidKeyId: there is no key alias/none in us-west-2"],
])("what AWS would refuse is refused: %j", async (change, reason) => {
  const inputs = { name, type: "String", value: "secret", ...change };
  await expect(TestResource.create(parameter, emulator.context(region), inputs)).rejects.toThrow(new Error(reason));
  expect(await parameter.list(emulator.context(region))).toEqual([]);
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(parameter, { name, type: "String", value: "x", insecureValue: "y" })).toEqual([
    {
      property: "insecureValue",
      reason:
        "unknown to the stand-in of aws:ssm/parameter:Parameter; legal: allowedPattern, dataType, description, keyId, name, overwrite, tags, tier, type, value",
    },
  ]);
});
