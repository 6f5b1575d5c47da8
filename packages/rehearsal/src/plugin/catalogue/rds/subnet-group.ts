import {
  CreateDBSubnetGroupCommand,
  DeleteDBSubnetGroupCommand,
  ModifyDBSubnetGroupCommand,
  RDSClient,
  paginateDescribeDBSubnetGroups,
} from "@aws-sdk/client-rds";
import type { DBSubnetGroup } from "@aws-sdk/client-rds";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { present, requiredText, text, texts } from "../properties.ts";
import { tagList, tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { arnOf, managed, readTags, setTags } from "./shared.ts";

/** The subnets in which a database's instances may be. Its identifier is its name, which AWS keeps in lower case. */
export const subnetGroup: ResourceEntry = {
  type: "aws:rds/subnetGroup:SubnetGroup",
  properties: {
    name: { required: true, replaces: true },
    description: { default: managed },
    subnetIds: { required: true, set: true },
    tags: tagsSpec,
  },
  computed: { arn: "stable", vpcId: "stable", supportedNetworkTypes: "volatile", tagsAll: "volatile" },

  async create(context, inputs) {
    const name = requiredText(inputs, "name").toLowerCase();
    // MiniStack 1.5.33 puts the new group in the old one's place; AWS refuses.
    if ((await describeSubnetGroup(context, name)) !== undefined) {
      throw new Error(`DBSubnetGroupAlreadyExistsFault: DB subnet group ${name} already exists`);
    }
    await context.client(RDSClient).send(
      new CreateDBSubnetGroupCommand({
        DBSubnetGroupName: name,
        DBSubnetGroupDescription: text(inputs, "description") ?? managed,
        SubnetIds: texts(inputs, "subnetIds"),
        Tags: tagList(tagsOf(inputs)),
      }),
    );
    return name;
  },

  async read(context, id) {
    const found = await describeSubnetGroup(context, id);
    if (found?.DBSubnetGroupArn === undefined) return undefined;
    return present({
      arn: found.DBSubnetGroupArn,
      name: found.DBSubnetGroupName,
      description: found.DBSubnetGroupDescription,
      subnetIds: (found.Subnets ?? []).flatMap(({ SubnetIdentifier }) => SubnetIdentifier ?? []),
      supportedNetworkTypes: found.SupportedNetworkTypes,
      vpcId: found.VpcId,
      ...tagOutputs(await readTags(context, found.DBSubnetGroupArn)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("subnetIds") || changed.has("description")) {
      await context.client(RDSClient).send(
        new ModifyDBSubnetGroupCommand({
          DBSubnetGroupName: id,
          DBSubnetGroupDescription: text(news, "description") ?? managed,
          SubnetIds: texts(news, "subnetIds"),
        }),
      );
    }
    if (changed.has("tags")) await setTags(context, arnOf(context, "subgrp", id), olds, news);
  },

  async delete(context, id) {
    const call = context.client(RDSClient).send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName: id }));
    await unlessGone(call, "DBSubnetGroupNotFoundFault");
  },

  async list(context) {
    const found = await describeSubnetGroups(context);
    return Promise.all(
      found.map(async ({ DBSubnetGroupName: id = "", DBSubnetGroupArn: arn = "" }) => ({
        id,
        name: id,
        tags: await readTags(context, arn),
      })),
    );
  },
};

async function describeSubnetGroup(context: CallContext, name: string): Promise<DBSubnetGroup | undefined> {
  return (await unlessGone(describeSubnetGroups(context, name), "DBSubnetGroupNotFoundFault"))?.[0];
}

function describeSubnetGroups(context: CallContext, name?: string): Promise<DBSubnetGroup[]> {
  const wanted = name === undefined ? {} : { DBSubnetGroupName: name };
  const pages = paginateDescribeDBSubnetGroups({ client: context.client(RDSClient) }, wanted);
  return everyItem(pages, (page) => page.DBSubnetGroups);
}
