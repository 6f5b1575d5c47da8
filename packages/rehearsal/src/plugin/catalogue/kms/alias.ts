import {
  CreateAliasCommand,
  DeleteAliasCommand,
  KMSClient,
  NotFoundException,
  UpdateAliasCommand,
  paginateListAliases,
} from "@aws-sdk/client-kms";
import type { AliasListEntry } from "@aws-sdk/client-kms";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { describeKey } from "./shared.ts";

/** A name for a key; its identifier is the name, `alias/data`. */
export const alias: ResourceEntry = {
  type: "aws:kms/alias:Alias",
  properties: {
    name: { required: true, replaces: true },
    targetKeyId: { required: true },
  },
  computed: { arn: "stable", targetKeyArn: "volatile" },

  async create(context, inputs) {
    const name = requiredText(inputs, "name");
    const TargetKeyId = requiredText(inputs, "targetKeyId");
    await context.client(KMSClient).send(new CreateAliasCommand({ AliasName: name, TargetKeyId }));
    return name;
  },

  async read(context, id, known) {
    const found = (await listAliases(context)).find(({ AliasName }) => AliasName === id);
    if (found?.TargetKeyId === undefined) return undefined;
    const target = await describeKey(context, found.TargetKeyId);
    // A program may name the key by its id or its ARN; AWS always answers with the id.
    const given = text(known, "targetKeyId");
    return present({
      arn: found.AliasArn,
      name: found.AliasName,
      targetKeyArn: target?.Arn,
      targetKeyId: given !== undefined && given === target?.Arn ? given : found.TargetKeyId,
    });
  },

  async update(context, id, news) {
    const TargetKeyId = requiredText(news, "targetKeyId");
    await context.client(KMSClient).send(new UpdateAliasCommand({ AliasName: id, TargetKeyId }));
  },

  async delete(context, id) {
    const call = context.client(KMSClient).send(new DeleteAliasCommand({ AliasName: id }));
    await unlessGone(call, NotFoundException.name);
  },

  async list(context) {
    return (await listAliases(context)).flatMap(({ AliasName }) =>
      AliasName === undefined || AliasName.startsWith("alias/aws/") ? [] : [{ id: AliasName, name: AliasName }],
    );
  },
};

function listAliases(context: CallContext): Promise<AliasListEntry[]> {
  return everyItem(paginateListAliases({ client: context.client(KMSClient) }, {}), (page) => page.Aliases);
}
