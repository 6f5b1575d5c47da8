import {
  CreateGlobalClusterCommand,
  DeleteGlobalClusterCommand,
  ModifyGlobalClusterCommand,
  RDSClient,
  RemoveFromGlobalClusterCommand,
  paginateDescribeGlobalClusters,
} from "@aws-sdk/client-rds";
import type { CallContext, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone, waitFor } from "../calls.ts";
import { asked, flag, present, requiredText, text } from "../properties.ts";
import { tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { describeGlobalCluster, patienceSeconds, setTags } from "./shared.ts";

/**
 * An Aurora global database, to which clusters of several regions belong. Its identifier is its name, and every region
 * shows it. MiniStack 1.5.33 gives it no endpoint of its own, so the entry has none either.
 */
export const globalCluster: ResourceEntry = {
  type: "aws:rds/globalCluster:GlobalCluster",
  scope: "global",
  properties: {
    globalClusterIdentifier: { required: true, replaces: true },
    databaseName: { replaces: true },
    deletionProtection: { default: false },
    engine: { replaces: true },
    engineVersion: {},
    // A wish to the provider for the deletion, not a setting in AWS.
    forceDestroy: { writeOnly: true },
    storageEncrypted: { replaces: true, default: false },
    tags: tagsSpec,
  },
  computed: {
    arn: "stable",
    engineVersionActual: "volatile",
    globalClusterMembers: "volatile",
    globalClusterResourceId: "stable",
    tagsAll: "volatile",
  },

  async create(context, inputs) {
    const id = requiredText(inputs, "globalClusterIdentifier");
    await context.client(RDSClient).send(
      new CreateGlobalClusterCommand({
        GlobalClusterIdentifier: id,
        DatabaseName: text(inputs, "databaseName"),
        DeletionProtection: flag(inputs, "deletionProtection"),
        Engine: text(inputs, "engine"),
        EngineVersion: text(inputs, "engineVersion"),
        StorageEncrypted: flag(inputs, "storageEncrypted"),
        Tags: tagList(tagsOf(inputs)),
      }),
    );
    return id;
  },

  async read(context, id, known) {
    const found = await describeGlobalCluster(context, id);
    if (found === undefined) return undefined;
    return present({
      arn: found.GlobalClusterArn,
      databaseName: found.DatabaseName || undefined,
      deletionProtection: found.DeletionProtection,
      engine: asked(known, "engine") ? found.Engine : undefined,
      engineVersion: asked(known, "engineVersion") ? found.EngineVersion : undefined,
      engineVersionActual: found.EngineVersion,
      globalClusterIdentifier: found.GlobalClusterIdentifier,
      globalClusterMembers: (found.GlobalClusterMembers ?? []).map(({ DBClusterArn, IsWriter }) => ({
        dbClusterArn: DBClusterArn ?? "",
        isWriter: IsWriter ?? false,
      })),
      globalClusterResourceId: found.GlobalClusterResourceId,
      storageEncrypted: found.StorageEncrypted,
      ...tagOutputs(tagsFromList(found.TagList)),
    });
  },

  async update(context, id, news, olds, changed) {
    if (changed.has("deletionProtection") || changed.has("engineVersion")) {
      await context.client(RDSClient).send(
        new ModifyGlobalClusterCommand({
          GlobalClusterIdentifier: id,
          DeletionProtection: flag(news, "deletionProtection") ?? false,
          ...(changed.has("engineVersion") ? { EngineVersion: text(news, "engineVersion") } : {}),
        }),
      );
    }
    if (changed.has("tags")) {
      await setTags(context, `arn:aws:rds::${context.accountId}:global-cluster:${id}`, olds, news);
    }
  },

  async delete(context, id, state) {
    if (flag(state, "forceDestroy") === true) await removeMembers(context, id);
    const call = context.client(RDSClient).send(new DeleteGlobalClusterCommand({ GlobalClusterIdentifier: id }));
    await unlessGone(call, "GlobalClusterNotFoundFault");
    await waitFor(`the deletion of global cluster ${id}`, patienceSeconds, async () =>
      (await describeGlobalCluster(context, id)) === undefined ? true : undefined,
    );
  },

  async list(context) {
    const pages = paginateDescribeGlobalClusters({ client: context.client(RDSClient) }, {});
    const found = await everyItem(pages, (page) => page.GlobalClusters);
    return found.map(({ GlobalClusterIdentifier: id = "", TagList }) => ({
      id,
      name: id,
      tags: tagsFromList(TagList),
    }));
  },
};

/** The writer last: AWS does not let it go while others remain. */
async function removeMembers(context: CallContext, id: string): Promise<void> {
  const members = (await describeGlobalCluster(context, id))?.GlobalClusterMembers ?? [];
  const sorted = members.toSorted((one, other) => Number(one.IsWriter ?? false) - Number(other.IsWriter ?? false));
  for (const { DBClusterArn: DbClusterIdentifier } of sorted) {
    await context
      .client(RDSClient)
      .send(new RemoveFromGlobalClusterCommand({ GlobalClusterIdentifier: id, DbClusterIdentifier }));
  }
}
