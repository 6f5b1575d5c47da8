import { CreateTagsCommand, DeleteTagsCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { ResourceType, Tag, TagSpecification } from "@aws-sdk/client-ec2";
import type { CallContext } from "../../entry.ts";
import type { Tags } from "../tags.ts";
import { moveTags, tagList, tagsFromList } from "../tags.ts";

/** The tags of a call that makes something: no call can fail between the thing and its tags. */
export function tagSpecifications(type: ResourceType, tags: Tags): TagSpecification[] {
  return Object.keys(tags).length === 0 ? [] : [{ ResourceType: type, Tags: tagList(tags) }];
}

/** Makes the tags of any EC2 resource the wanted ones. */
export async function moveTagsOf(context: CallContext, id: string, there: Tags, wanted: Tags): Promise<void> {
  const client = context.client(EC2Client);
  await moveTags(there, wanted, {
    set: (tags) => client.send(new CreateTagsCommand({ Resources: [id], Tags: tagList(tags) })),
    remove: (keys) => client.send(new DeleteTagsCommand({ Resources: [id], Tags: keys.map((Key) => ({ Key })) })),
  });
}

/** What a list tells of one thing: its `Name` tag is the only name that EC2's things have. */
export function listed(id: string, list: readonly Tag[] | undefined): { id: string; name?: string; tags: Tags } {
  const tags = tagsFromList(list);
  const { Name: name } = tags;
  return { id, ...(name === undefined ? {} : { name }), tags };
}

/** The ARN of a resource in the context's account and region. */
export function ec2Arn({ region, accountId }: CallContext, type: string, id: string): string {
  return `arn:aws:ec2:${region}:${accountId}:${type}/${id}`;
}
