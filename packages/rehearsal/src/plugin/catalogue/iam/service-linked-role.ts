import {
  CreateServiceLinkedRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  IAMClient,
  NoSuchEntityException,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateRoleDescriptionCommand,
  paginateListRoleTags,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone, waitFor } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { moveTags, tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import type { Tags } from "../tags.ts";

/**
 * A role that an AWS service makes its calls with; its identifier is its ARN. AWS names it, after the service and with the
 * suffix behind an underscore, and deletes it once nothing uses it.
 */
export const serviceLinkedRole: ResourceEntry = {
  type: "aws:iam/serviceLinkedRole:ServiceLinkedRole",
  scope: "global",
  properties: {
    awsServiceName: { required: true, replaces: true },
    customSuffix: { replaces: true },
    description: { default: "" },
    tags: tagsSpec,
  },
  computed: {
    arn: "stable",
    createDate: "stable",
    name: "stable",
    path: "stable",
    tagsAll: "volatile",
    uniqueId: "stable",
  },

  async create(context, inputs) {
    const iam = context.client(IAMClient);
    const { Role } = await iam.send(
      new CreateServiceLinkedRoleCommand({
        AWSServiceName: requiredText(inputs, "awsServiceName"),
        CustomSuffix: text(inputs, "customSuffix"),
        Description: text(inputs, "description"),
      }),
    );
    const arn = Role?.Arn;
    if (arn === undefined) throw new Error("CreateServiceLinkedRole names no role");
    await completeOrUndo(
      arn,
      async () => {
        const Tags = tagList(tagsOf(inputs));
        if (Tags.length > 0) await iam.send(new TagRoleCommand({ RoleName: nameIn(arn), Tags }));
      },
      () => remove(context, arn),
    );
    return arn;
  },

  async read(context, id) {
    const call = context.client(IAMClient).send(new GetRoleCommand({ RoleName: nameIn(id) }));
    const found = (await unlessGone(call, NoSuchEntityException.name))?.Role;
    if (found === undefined) return undefined;
    return present({
      arn: found.Arn,
      awsServiceName: /\/aws-service-role\/([^/]+)\//.exec(id)?.[1],
      createDate: found.CreateDate?.toISOString(),
      customSuffix: /_(.+)$/.exec(found.RoleName ?? "")?.[1],
      description: found.Description,
      name: found.RoleName,
      path: found.Path,
      uniqueId: found.RoleId,
      ...tagOutputs(await readTags(context, nameIn(id))),
    });
  },

  async update(context, id, news, olds, changed) {
    const iam = context.client(IAMClient);
    const RoleName = nameIn(id);
    if (changed.has("description")) {
      await iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: text(news, "description") ?? "" }));
    }
    if (changed.has("tags")) {
      await moveTags(tagsOf(olds), tagsOf(news), {
        set: (tags) => iam.send(new TagRoleCommand({ RoleName, Tags: tagList(tags) })),
        remove: (TagKeys) => iam.send(new UntagRoleCommand({ RoleName, TagKeys })),
      });
    }
  },

  delete: (context, id) => remove(context, id),

  async list(context) {
    const client = context.client(IAMClient);
    const roles = await everyItem(
      paginateListRoles({ client }, { PathPrefix: "/aws-service-role/" }),
      (page) => page.Roles,
    );
    return Promise.all(
      roles.map(async ({ Arn: id = "", RoleName: name = "" }) => ({ id, name, tags: await readTags(context, name) })),
    );
  },
};

/** Returns when AWS has found nothing that uses it. */
async function remove(context: CallContext, arn: string): Promise<void> {
  const iam = context.client(IAMClient);
  const call = iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: nameIn(arn) }));
  const DeletionTaskId = (await unlessGone(call, NoSuchEntityException.name))?.DeletionTaskId;
  if (DeletionTaskId === undefined) return;
  await waitFor(`deletion of ${arn}`, 60, async () => {
    const { Status, Reason } = await iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
    if (Status === "FAILED") throw new Error(`${arn} cannot be deleted: ${Reason?.Reason ?? "no reason given"}`);
    return Status === "SUCCEEDED" ? true : undefined;
  });
}

function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

async function readTags(context: CallContext, RoleName: string): Promise<Tags> {
  const pages = paginateListRoleTags({ client: context.client(IAMClient) }, { RoleName });
  return tagsFromList(await everyItem(pages, (page) => page.Tags));
}
