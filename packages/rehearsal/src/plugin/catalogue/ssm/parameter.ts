import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
  paginateDescribeParameters,
} from "@aws-sdk/client-ssm";
import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { asked, present, requiredText, text } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { moveTags, tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";

const gone = "ParameterNotFound";

/** How long a value may be, in bytes. Source: Systems Manager guide, "Managing parameter tiers". */
const longest: Readonly<Record<string, number>> = { Standard: 4096, Advanced: 8192 };

/**
 * A parameter of Systems Manager; its identifier is its name. The engine keeps the value as a secret, as the official
 * package has it do; nothing here prints it.
 */
export const parameter: ResourceEntry = {
  type: "aws:ssm/parameter:Parameter",
  properties: {
    name: { required: true, replaces: true },
    type: { required: true },
    value: { required: true },
    keyId: {},
    description: { default: "" },
    tier: { default: "Standard" },
    allowedPattern: { default: "" },
    dataType: { default: "text", replaces: true },
    // A wish to the provider, not a setting in AWS.
    overwrite: { writeOnly: true, default: false },
    tags: tagsSpec,
  },
  computed: { arn: "stable", version: "volatile", tagsAll: "volatile" },

  async create(context, inputs) {
    await refuseUnknown(context, inputs);
    const name = requiredText(inputs, "name");
    const Overwrite = inputs["overwrite"] === true;
    // AWS takes tags only with what is new.
    const Tags = Overwrite ? undefined : tagList(tagsOf(inputs));
    await context.client(SSMClient).send(new PutParameterCommand({ ...settingsOf(inputs), Overwrite, Tags }));
    if (Overwrite) await updateTags(context, name, tagsOf(inputs));
    return name;
  },

  async read(context, id, known) {
    const client = context.client(SSMClient);
    const call = client.send(new GetParameterCommand({ Name: id, WithDecryption: true }));
    const found = (await unlessGone(call, gone))?.Parameter;
    if (found === undefined) return undefined;
    const filter = { Key: "Name", Option: "Equals", Values: [id] };
    const pages = paginateDescribeParameters({ client }, { ParameterFilters: [filter] });
    const [metadata] = await everyItem(pages, (page) => page.Parameters);
    return present({
      name: found.Name,
      type: found.Type,
      value: found.Value,
      // AWS takes its own key where the program names none.
      keyId: asked(known, "keyId") && found.Type === "SecureString" ? metadata?.KeyId : undefined,
      description: metadata?.Description ?? "",
      tier: metadata?.Tier ?? "Standard",
      allowedPattern: metadata?.AllowedPattern ?? "",
      dataType: found.DataType ?? "text",
      arn: found.ARN,
      version: found.Version,
      ...tagOutputs(await readTags(context, id)),
    });
  },

  async update(context, id, news, _olds, changed) {
    await refuseUnknown(context, news);
    if ([...changed].some((name) => name !== "tags" && name !== "overwrite")) {
      await context.client(SSMClient).send(new PutParameterCommand({ ...settingsOf(news), Overwrite: true }));
    }
    if (changed.has("tags")) await updateTags(context, id, tagsOf(news));
  },

  async delete(context, id) {
    await unlessGone(context.client(SSMClient).send(new DeleteParameterCommand({ Name: id })), gone);
  },

  async list(context) {
    const client = context.client(SSMClient);
    const found = await everyItem(paginateDescribeParameters({ client }, {}), (page) => page.Parameters);
    return Promise.all(
      found.map(async ({ Name: name = "" }) => ({ id: name, name, tags: await readTags(context, name) })),
    );
  },
};

function settingsOf(inputs: Properties) {
  return {
    Name: requiredText(inputs, "name"),
    Type: requiredText(inputs, "type") as ParameterType,
    Value: requiredText(inputs, "value"),
    KeyId: text(inputs, "keyId"),
    Description: text(inputs, "description") ?? "",
    Tier: (text(inputs, "tier") ?? "Standard") as ParameterTier,
    AllowedPattern: text(inputs, "allowedPattern") ?? "",
    DataType: text(inputs, "dataType") ?? "text",
  };
}

/** What AWS refuses and MiniStack 1.5.33 takes. No message holds the value. */
async function refuseUnknown(context: CallContext, inputs: Properties): Promise<void> {
  const type = requiredText(inputs, "type");
  if (type !== "String" && type !== "SecureString") {
    throw new Error(`type ${type} is not known here; legal: String, SecureString`);
  }
  const tier = text(inputs, "tier") ?? "Standard";
  const limit = longest[tier];
  if (limit === undefined) throw new Error(`tier ${tier} is not known here; legal: ${Object.keys(longest).join(", ")}`);
  const length = Buffer.byteLength(requiredText(inputs, "value"));
  if (length > limit) throw new Error(`value has ${length} bytes; legal: at most ${limit} in tier ${tier}`);
  const KeyId = text(inputs, "keyId");
  if (KeyId === undefined) return;
  if (type !== "SecureString") throw new Error(`keyId: not for a parameter of type ${type}`);
  const key = await unlessGone(context.client(KMSClient).send(new DescribeKeyCommand({ KeyId })), "NotFoundException");
  if (key === undefined) throw new Error(`InvalidKeyId: there is no key ${KeyId} in ${context.region}`);
}

async function readTags(context: CallContext, ResourceId: string): Promise<Tags> {
  const command = new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId });
  return tagsFromList((await context.client(SSMClient).send(command)).TagList);
}

async function updateTags(context: CallContext, ResourceId: string, wanted: Tags): Promise<void> {
  const client = context.client(SSMClient);
  const place = { ResourceType: "Parameter", ResourceId } as const;
  await moveTags(await readTags(context, ResourceId), wanted, {
    set: (tags) => client.send(new AddTagsToResourceCommand({ ...place, Tags: tagList(tags) })),
    remove: (TagKeys) => client.send(new RemoveTagsFromResourceCommand({ ...place, TagKeys })),
  });
}
