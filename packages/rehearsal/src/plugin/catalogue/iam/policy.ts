import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  NoSuchEntityException,
  TagPolicyCommand,
  UntagPolicyCommand,
  paginateListPolicies,
  paginateListPolicyTags,
  paginateListPolicyVersions,
} from "@aws-sdk/client-iam";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";
import { moveTags, tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import type { Tags } from "../tags.ts";
import { documentOf } from "./documents.ts";

/** A managed policy keeps at most so many versions, its default among them. */
const versionLimit = 5;

/** A customer managed policy; its identifier is its ARN. */
export const policy: ResourceEntry = {
  type: "aws:iam/policy:Policy",
  scope: "global",
  properties: {
    description: { replaces: true, default: "" },
    name: { required: true, replaces: true },
    path: { replaces: true, default: "/" },
    policy: { required: true, json: true },
    tags: tagsSpec,
  },
  computed: { arn: "stable", policyId: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const { Policy } = await context.client(IAMClient).send(
      new CreatePolicyCommand({
        PolicyName: requiredText(inputs, "name"),
        PolicyDocument: requiredText(inputs, "policy"),
        Description: text(inputs, "description"),
        Path: text(inputs, "path"),
        Tags: tagList(tagsOf(inputs)),
      }),
    );
    if (Policy?.Arn === undefined) throw new Error("CreatePolicy answers without an ARN");
    return Policy.Arn;
  },

  async read(context, id) {
    const iam = context.client(IAMClient);
    const answer = unlessGone(iam.send(new GetPolicyCommand({ PolicyArn: id })), NoSuchEntityException.name);
    const found = (await answer)?.Policy;
    if (found === undefined) return undefined;
    const version = new GetPolicyVersionCommand({ PolicyArn: id, VersionId: found.DefaultVersionId });
    const { PolicyVersion } = await iam.send(version);
    return present({
      arn: found.Arn,
      description: found.Description,
      name: found.PolicyName,
      path: found.Path,
      policy: documentOf(PolicyVersion?.Document),
      policyId: found.PolicyId,
      ...tagOutputs(await readTags(context, id)),
    });
  },

  async update(context, id, news, olds, changed) {
    const iam = context.client(IAMClient);
    if (changed.has("policy")) {
      await deleteOldVersions(context, id, versionLimit - 1);
      const PolicyDocument = requiredText(news, "policy");
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn: id, PolicyDocument, SetAsDefault: true }));
    }
    if (changed.has("tags")) {
      await moveTags(tagsOf(olds), tagsOf(news), {
        set: (tags) => iam.send(new TagPolicyCommand({ PolicyArn: id, Tags: tagList(tags) })),
        remove: (TagKeys) => iam.send(new UntagPolicyCommand({ PolicyArn: id, TagKeys })),
      });
    }
  },

  async delete(context, id) {
    const steps = async () => {
      await deleteOldVersions(context, id, 1);
      await context.client(IAMClient).send(new DeletePolicyCommand({ PolicyArn: id }));
    };
    await unlessGone(steps(), NoSuchEntityException.name);
  },

  async list(context) {
    const pages = paginateListPolicies({ client: context.client(IAMClient) }, { Scope: "Local" });
    const policies = await everyItem(pages, (page) => page.Policies);
    return Promise.all(
      policies.map(async ({ Arn: id = "", PolicyName: name = "" }) => ({
        id,
        name,
        tags: await readTags(context, id),
      })),
    );
  },
};

/** Deletes the oldest versions until so many are left; the default one always stays. */
async function deleteOldVersions(context: CallContext, PolicyArn: string, keep: number): Promise<void> {
  const client = context.client(IAMClient);
  const versions = await everyItem(paginateListPolicyVersions({ client }, { PolicyArn }), (page) => page.Versions);
  const others = versions
    .filter((version) => version.IsDefaultVersion !== true)
    .toSorted((a, b) => versionNumber(a.VersionId) - versionNumber(b.VersionId));
  for (const { VersionId } of others.slice(0, Math.max(0, versions.length - keep))) {
    await client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  }
}

/** Versions are named `v1`, `v2` and so on. */
function versionNumber(id: string | undefined): number {
  return Number((id ?? "v0").slice(1));
}

async function readTags(context: CallContext, PolicyArn: string): Promise<Tags> {
  const pages = paginateListPolicyTags({ client: context.client(IAMClient) }, { PolicyArn });
  return tagsFromList(await everyItem(pages, (page) => page.Tags));
}
