import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  NoSuchEntityException,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoleTags,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { flag, number, present, requiredText, text } from "../properties.ts";
import { moveTags, tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import type { Tags } from "../tags.ts";
import { documentOf } from "./documents.ts";

const defaultMaxSessionDuration = 3600;

/** A role; its identifier is its name. */
export const role: ResourceEntry = {
  type: "aws:iam/role:Role",
  scope: "global",
  properties: {
    assumeRolePolicy: { required: true, json: true },
    description: { default: "" },
    // What to do at deletion is known to the program alone.
    forceDetachPolicies: { writeOnly: true, default: false },
    maxSessionDuration: { default: defaultMaxSessionDuration },
    name: { required: true, replaces: true },
    path: { replaces: true, default: "/" },
    permissionsBoundary: {},
    tags: tagsSpec,
  },
  computed: { arn: "stable", createDate: "stable", tagsAll: "volatile", uniqueId: "stable" },

  async create(context, inputs) {
    const name = requiredText(inputs, "name");
    await context.client(IAMClient).send(
      new CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: requiredText(inputs, "assumeRolePolicy"),
        Description: text(inputs, "description"),
        MaxSessionDuration: number(inputs, "maxSessionDuration"),
        Path: text(inputs, "path"),
        PermissionsBoundary: text(inputs, "permissionsBoundary"),
        Tags: tagList(tagsOf(inputs)),
      }),
    );
    return name;
  },

  async read(context, id) {
    const answer = unlessGone(
      context.client(IAMClient).send(new GetRoleCommand({ RoleName: id })),
      NoSuchEntityException.name,
    );
    const found = (await answer)?.Role;
    if (found === undefined) return undefined;
    return present({
      arn: found.Arn,
      assumeRolePolicy: documentOf(found.AssumeRolePolicyDocument),
      createDate: found.CreateDate?.toISOString(),
      description: found.Description,
      maxSessionDuration: found.MaxSessionDuration,
      name: found.RoleName,
      path: found.Path,
      permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
      uniqueId: found.RoleId,
      ...tagOutputs(await readTags(context, id)),
    });
  },

  async update(context, id, news, olds, changed) {
    const iam = context.client(IAMClient);
    if (changed.has("assumeRolePolicy")) {
      const PolicyDocument = requiredText(news, "assumeRolePolicy");
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: id, PolicyDocument }));
    }
    // Not UpdateRole, which MiniStack 1.5.33 does not let clear a description.
    if (changed.has("description")) {
      const Description = text(news, "description") ?? "";
      await iam.send(new UpdateRoleDescriptionCommand({ RoleName: id, Description }));
    }
    if (changed.has("maxSessionDuration")) {
      const MaxSessionDuration = number(news, "maxSessionDuration") ?? defaultMaxSessionDuration;
      await iam.send(new UpdateRoleCommand({ RoleName: id, MaxSessionDuration }));
    }
    if (changed.has("permissionsBoundary")) await setBoundary(context, id, news);
    if (changed.has("tags")) {
      await moveTags(tagsOf(olds), tagsOf(news), {
        set: (tags) => iam.send(new TagRoleCommand({ RoleName: id, Tags: tagList(tags) })),
        remove: (TagKeys) => iam.send(new UntagRoleCommand({ RoleName: id, TagKeys })),
      });
    }
  },

  async delete(context, id, state) {
    const steps = async () => {
      if (flag(state, "forceDetachPolicies") === true) await detachPolicies(context, id);
      await context.client(IAMClient).send(new DeleteRoleCommand({ RoleName: id }));
    };
    await unlessGone(steps(), NoSuchEntityException.name);
  },

  async list(context) {
    const roles = await everyItem(paginateListRoles({ client: context.client(IAMClient) }, {}), (page) => page.Roles);
    // Service-linked roles are a type of their own.
    const own = roles.filter(({ Path = "/" }) => !Path.startsWith("/aws-service-role/"));
    return Promise.all(
      own.map(async ({ RoleName: name = "" }) => ({ id: name, name, tags: await readTags(context, name) })),
    );
  },
};

async function setBoundary(context: CallContext, id: string, news: Properties): Promise<void> {
  const iam = context.client(IAMClient);
  const PermissionsBoundary = text(news, "permissionsBoundary");
  await (PermissionsBoundary === undefined
    ? iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: id }))
    : iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: id, PermissionsBoundary })));
}

async function detachPolicies(context: CallContext, RoleName: string): Promise<void> {
  const client = context.client(IAMClient);
  const attached = paginateListAttachedRolePolicies({ client }, { RoleName });
  for (const { PolicyArn } of await everyItem(attached, (page) => page.AttachedPolicies)) {
    await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  const inline = paginateListRolePolicies({ client }, { RoleName });
  for (const PolicyName of await everyItem(inline, (page) => page.PolicyNames)) {
    await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  }
}

async function readTags(context: CallContext, RoleName: string): Promise<Tags> {
  const pages = paginateListRoleTags({ client: context.client(IAMClient) }, { RoleName });
  return tagsFromList(await everyItem(pages, (page) => page.Tags));
}
