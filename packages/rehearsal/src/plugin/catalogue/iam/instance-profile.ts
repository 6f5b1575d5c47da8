import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  DeleteInstanceProfileCommand,
  GetInstanceProfileCommand,
  IAMClient,
  NoSuchEntityException,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
  paginateListInstanceProfileTags,
  paginateListInstanceProfiles,
} from "@aws-sdk/client-iam";
import type { InstanceProfile } from "@aws-sdk/client-iam";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { moveTags, tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import type { Tags } from "../tags.ts";

/** What gives EC2 instances a role; its identifier is its name. It holds one role at most. */
export const instanceProfile: ResourceEntry = {
  type: "aws:iam/instanceProfile:InstanceProfile",
  scope: "global",
  properties: {
    name: { required: true, replaces: true },
    path: { replaces: true, default: "/" },
    role: {},
    tags: tagsSpec,
  },
  computed: { arn: "stable", createDate: "stable", tagsAll: "volatile", uniqueId: "stable" },

  async create(context, inputs) {
    const name = requiredText(inputs, "name");
    await context.client(IAMClient).send(
      new CreateInstanceProfileCommand({
        InstanceProfileName: name,
        Path: text(inputs, "path"),
        Tags: tagList(tagsOf(inputs)),
      }),
    );
    await completeOrUndo(
      `instance profile ${name}`,
      () => addRole(context, name, text(inputs, "role")),
      () => remove(context, name),
    );
    return name;
  },

  async read(context, id) {
    const found = await profileOf(context, id);
    if (found === undefined) return undefined;
    return present({
      arn: found.Arn,
      createDate: found.CreateDate?.toISOString(),
      name: found.InstanceProfileName,
      path: found.Path,
      role: found.Roles?.[0]?.RoleName,
      uniqueId: found.InstanceProfileId,
      ...tagOutputs(await readTags(context, id)),
    });
  },

  async update(context, id, news, olds, changed) {
    const iam = context.client(IAMClient);
    if (changed.has("role")) {
      await removeRole(context, id);
      await addRole(context, id, text(news, "role"));
    }
    if (changed.has("tags")) {
      await moveTags(tagsOf(olds), tagsOf(news), {
        set: (tags) => iam.send(new TagInstanceProfileCommand({ InstanceProfileName: id, Tags: tagList(tags) })),
        remove: (TagKeys) => iam.send(new UntagInstanceProfileCommand({ InstanceProfileName: id, TagKeys })),
      });
    }
  },

  delete: (context, id) => remove(context, id),

  async list(context) {
    const pages = paginateListInstanceProfiles({ client: context.client(IAMClient) }, {});
    const profiles = await everyItem(pages, (page) => page.InstanceProfiles);
    return Promise.all(
      profiles.map(async ({ InstanceProfileName: name = "" }) => ({
        id: name,
        name,
        tags: await readTags(context, name),
      })),
    );
  },
};

async function profileOf(context: CallContext, InstanceProfileName: string): Promise<InstanceProfile | undefined> {
  const call = context.client(IAMClient).send(new GetInstanceProfileCommand({ InstanceProfileName }));
  return (await unlessGone(call, NoSuchEntityException.name))?.InstanceProfile;
}

async function addRole(context: CallContext, InstanceProfileName: string, RoleName: string | undefined): Promise<void> {
  if (RoleName === undefined) return;
  await context.client(IAMClient).send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
}

async function removeRole(context: CallContext, InstanceProfileName: string): Promise<void> {
  for (const { RoleName } of (await profileOf(context, InstanceProfileName))?.Roles ?? []) {
    const call = new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName });
    await unlessGone(context.client(IAMClient).send(call), NoSuchEntityException.name);
  }
}

/** A profile that holds a role cannot be deleted. */
async function remove(context: CallContext, InstanceProfileName: string): Promise<void> {
  await removeRole(context, InstanceProfileName);
  const call = context.client(IAMClient).send(new DeleteInstanceProfileCommand({ InstanceProfileName }));
  await unlessGone(call, NoSuchEntityException.name);
}

async function readTags(context: CallContext, InstanceProfileName: string): Promise<Tags> {
  const pages = paginateListInstanceProfileTags({ client: context.client(IAMClient) }, { InstanceProfileName });
  return tagsFromList(await everyItem(pages, (page) => page.Tags));
}
