import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateTagsCommand,
  DeleteLaunchTemplateCommand,
  DeleteTagsCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeLaunchTemplatesCommand,
  EC2Client,
  ModifyLaunchTemplateCommand,
  paginateDescribeLaunchTemplates,
  paginateDescribeTags,
} from "@aws-sdk/client-ec2";
import type { LaunchTemplate } from "@aws-sdk/client-ec2";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { flag, present, requiredText, text } from "../properties.ts";
import { moveTags, tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import type { Tags } from "../tags.ts";
import { dataProperties, templateData, templateView } from "./launch-template-data.ts";

/** Under these names EC2 says that a template is not there; the last three are MiniStack's own. */
const gone = [
  "InvalidLaunchTemplateId.NotFound",
  "InvalidLaunchTemplateId.NotFoundException",
  "InvalidLaunchTemplateId.VersionNotFound",
] as const;

/**
 * What instances are launched from; its identifier is AWS's own. A changed one is a new version beside the old. MiniStack
 * 1.5.33 loses the keys of volumes, which the region gate keeps.
 */
export const launchTemplate: ResourceEntry = {
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  properties: {
    ...dataProperties,
    description: { default: "" },
    name: { required: true, replaces: true },
    tags: tagsSpec,
    // What to do at an update is known to the program alone.
    updateDefaultVersion: { writeOnly: true, default: false },
  },
  computed: { arn: "stable", defaultVersion: "volatile", latestVersion: "volatile", tagsAll: "volatile" },

  async create(context, inputs) {
    const Tags = tagList(tagsOf(inputs));
    const { LaunchTemplate: made } = await context.client(EC2Client).send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: requiredText(inputs, "name"),
        VersionDescription: text(inputs, "description"),
        LaunchTemplateData: templateData(inputs),
        ...(Tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: "launch-template", Tags }] }),
      }),
    );
    if (made?.LaunchTemplateId === undefined) throw new Error("CreateLaunchTemplate names no launch template");
    return made.LaunchTemplateId;
  },

  async read(context, id) {
    const found = await templateOf(context, id);
    if (found === undefined) return undefined;
    const latest = new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ["$Latest"] });
    const versions = await unlessGone(context.client(EC2Client).send(latest), ...gone);
    const [version] = versions?.LaunchTemplateVersions ?? [];
    if (version === undefined) return undefined;
    return present({
      ...templateView(version.LaunchTemplateData ?? {}),
      arn: `arn:aws:ec2:${context.region}:${context.accountId}:launch-template/${id}`,
      defaultVersion: found.DefaultVersionNumber,
      description: version.VersionDescription,
      latestVersion: found.LatestVersionNumber,
      name: found.LaunchTemplateName,
      ...tagOutputs(await readTags(context, id)),
    });
  },

  async update(context, id, news, olds, changed) {
    const ec2 = context.client(EC2Client);
    if (["description", ...Object.keys(dataProperties)].some((name) => changed.has(name))) {
      const { LaunchTemplateVersion: made } = await ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateId: id,
          VersionDescription: text(news, "description"),
          LaunchTemplateData: templateData(news),
        }),
      );
      if (flag(news, "updateDefaultVersion") === true) await makeDefault(context, id, made?.VersionNumber);
    } else if (changed.has("updateDefaultVersion") && flag(news, "updateDefaultVersion") === true) {
      await makeDefault(context, id, (await templateOf(context, id))?.LatestVersionNumber);
    }
    if (changed.has("tags")) {
      await moveTags(tagsOf(olds), tagsOf(news), {
        set: (tags) => ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tagList(tags) })),
        remove: (keys) => ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: keys.map((Key) => ({ Key })) })),
      });
    }
  },

  async delete(context, id) {
    const call = context.client(EC2Client).send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: id }));
    await unlessGone(call, ...gone);
  },

  async list(context) {
    const pages = paginateDescribeLaunchTemplates({ client: context.client(EC2Client) }, {});
    const templates = await everyItem(pages, (page) => page.LaunchTemplates);
    return Promise.all(
      templates.map(async ({ LaunchTemplateId: id = "", LaunchTemplateName: name = "" }) => ({
        id,
        name,
        tags: await readTags(context, id),
      })),
    );
  },
};

async function templateOf(context: CallContext, id: string): Promise<LaunchTemplate | undefined> {
  const call = context.client(EC2Client).send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] }));
  return (await unlessGone(call, ...gone))?.LaunchTemplates?.[0];
}

async function makeDefault(context: CallContext, id: string, version: number | undefined): Promise<void> {
  if (version === undefined) throw new Error(`EC2 names no latest version of ${id}`);
  const call = new ModifyLaunchTemplateCommand({ LaunchTemplateId: id, DefaultVersion: String(version) });
  await context.client(EC2Client).send(call);
}

/** Not from the template's own description, in which MiniStack 1.5.33 keeps tags that were deleted. */
async function readTags(context: CallContext, id: string): Promise<Tags> {
  const Filters = [{ Name: "resource-id", Values: [id] }];
  const pages = paginateDescribeTags({ client: context.client(EC2Client) }, { Filters });
  return tagsFromList(await everyItem(pages, (page) => page.Tags));
}
