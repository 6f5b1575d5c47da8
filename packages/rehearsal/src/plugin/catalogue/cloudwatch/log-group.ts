import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateDescribeLogGroups,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { flag, number, present, requiredText, text } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { moveTags, tagOutputs, tagsOf, tagsSpec } from "../tags.ts";

/** A log group. MiniStack 1.5.33 refuses to change the key of one that exists. */
export const logGroup: ResourceEntry = {
  type: "aws:cloudwatch/logGroup:LogGroup",
  properties: {
    name: { required: true, replaces: true },
    /** 0 keeps events for ever. */
    retentionInDays: { default: 0 },
    kmsKeyId: {},
    // A wish to the provider, not a setting in AWS.
    skipDestroy: { writeOnly: true, default: false },
    tags: tagsSpec,
  },
  computed: { arn: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const client = context.client(CloudWatchLogsClient);
    const name = requiredText(inputs, "name");
    const [key, tags] = [text(inputs, "kmsKeyId"), tagsOf(inputs)];
    await client.send(
      new CreateLogGroupCommand({
        logGroupName: name,
        ...(key === undefined ? {} : { kmsKeyId: key }),
        // AWS refuses an empty set of tags.
        ...(Object.keys(tags).length === 0 ? {} : { tags }),
      }),
    );
    await completeOrUndo(
      `log group ${name}`,
      () => setRetention(client, name, inputs),
      () => remove(client, name),
    );
    return name;
  },

  async read(context, id) {
    const client = context.client(CloudWatchLogsClient);
    const groups = await everyItem(
      paginateDescribeLogGroups({ client }, { logGroupNamePrefix: id }),
      (page) => page.logGroups,
    );
    const group = groups.find(({ logGroupName }) => logGroupName === id);
    if (group === undefined) return undefined;
    return present({
      name: group.logGroupName,
      retentionInDays: group.retentionInDays ?? 0,
      kmsKeyId: group.kmsKeyId,
      arn: arnOf(group),
      ...tagOutputs(await readTags(client, arnOf(group))),
    });
  },

  async update(context, id, news, _olds, changed) {
    const client = context.client(CloudWatchLogsClient);
    if (changed.has("retentionInDays")) await setRetention(client, id, news);
    if (changed.has("kmsKeyId")) {
      const key = text(news, "kmsKeyId");
      await (key === undefined
        ? client.send(new DisassociateKmsKeyCommand({ logGroupName: id }))
        : client.send(new AssociateKmsKeyCommand({ logGroupName: id, kmsKeyId: key })));
    }
    if (changed.has("tags")) {
      const resourceArn = `arn:aws:logs:${context.region}:${context.accountId}:log-group:${id}`;
      await moveTags(await readTags(client, resourceArn), tagsOf(news), {
        set: (tags) => client.send(new TagResourceCommand({ resourceArn, tags })),
        remove: (tagKeys) => client.send(new UntagResourceCommand({ resourceArn, tagKeys })),
      });
    }
  },

  async delete(context, id, state) {
    if (flag(state, "skipDestroy") !== true) await remove(context.client(CloudWatchLogsClient), id);
  },

  async list(context: CallContext) {
    const client = context.client(CloudWatchLogsClient);
    const groups = await everyItem(paginateDescribeLogGroups({ client }, {}), (page) => page.logGroups);
    return Promise.all(
      groups.map(async (group) => {
        const name = group.logGroupName ?? "";
        return { id: name, name, tags: await readTags(client, arnOf(group)) };
      }),
    );
  },
};

async function setRetention(client: CloudWatchLogsClient, name: string, inputs: Properties): Promise<void> {
  const days = number(inputs, "retentionInDays") ?? 0;
  await (days === 0
    ? client.send(new DeleteRetentionPolicyCommand({ logGroupName: name }))
    : client.send(new PutRetentionPolicyCommand({ logGroupName: name, retentionInDays: days })));
}

async function remove(client: CloudWatchLogsClient, name: string): Promise<void> {
  await unlessGone(client.send(new DeleteLogGroupCommand({ logGroupName: name })), "ResourceNotFoundException");
}

/** The ARN of the group itself; with `:*` behind it, it means the streams. */
function arnOf(group: LogGroup): string {
  return group.logGroupArn ?? (group.arn ?? "").replace(/:\*$/, "");
}

async function readTags(client: CloudWatchLogsClient, resourceArn: string): Promise<Tags> {
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  return tags ?? {};
}
