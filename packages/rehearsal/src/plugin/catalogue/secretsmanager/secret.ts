import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  RemoveRegionsFromReplicationCommand,
  ReplicateSecretToRegionsCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  paginateListSecrets,
} from "@aws-sdk/client-secrets-manager";
import type { DescribeSecretResponse, ReplicaRegionType } from "@aws-sdk/client-secrets-manager";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { flag, number, objects, present, requiredText, text } from "../properties.ts";
import { moveTags, tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";

/** AWS's own waiting time where the program names none. */
const defaultRecoveryDays = 30;

/**
 * A secret with its replicas in other regions. Its identifier is its ARN. A secret that waits for its deletion is gone,
 * as the official provider has it; its list shows it as pending.
 */
export const secret: ResourceEntry = {
  type: "aws:secretsmanager/secret:Secret",
  properties: {
    name: { required: true, replaces: true },
    description: { default: "" },
    kmsKeyId: {},
    // A wish to the provider for the deletion, not a setting in AWS; 0 deletes at once.
    recoveryWindowInDays: { writeOnly: true },
    forceOverwriteReplicaSecret: { writeOnly: true },
    replicas: { set: true, default: [], fields: { region: { required: true }, kmsKeyId: {} } },
    tags: tagsSpec,
  },
  computed: { arn: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const name = requiredText(inputs, "name");
    const replicas = replicasOf(inputs);
    const { ARN } = await context.client(SecretsManagerClient).send(
      new CreateSecretCommand({
        Name: name,
        Description: text(inputs, "description"),
        KmsKeyId: text(inputs, "kmsKeyId"),
        Tags: tagList(tagsOf(inputs)),
        ...(replicas.length === 0
          ? {}
          : {
              AddReplicaRegions: replicas,
              ForceOverwriteReplicaSecret: flag(inputs, "forceOverwriteReplicaSecret") ?? false,
            }),
      }),
    );
    if (ARN === undefined) throw new Error("CreateSecret answers without an ARN");
    return ARN;
  },

  async read(context, id) {
    const found = await describe(context, id);
    if (found === undefined || found.DeletedDate !== undefined) return undefined;
    return present({
      arn: found.ARN,
      name: found.Name,
      description: found.Description,
      kmsKeyId: found.KmsKeyId,
      replicas: (found.ReplicationStatus ?? []).map(({ Region, KmsKeyId }) =>
        present({ region: Region, kmsKeyId: KmsKeyId }),
      ),
      ...tagOutputs(tagsFromList(found.Tags)),
    });
  },

  async update(context, id, news, olds, changed) {
    const client = context.client(SecretsManagerClient);
    if (changed.has("description") || changed.has("kmsKeyId")) {
      await client.send(
        new UpdateSecretCommand({
          SecretId: id,
          Description: text(news, "description") ?? "",
          KmsKeyId: text(news, "kmsKeyId"),
        }),
      );
    }
    if (changed.has("replicas")) await moveReplicas(context, id, olds, news);
    if (changed.has("tags")) {
      await moveTags(tagsOf(olds), tagsOf(news), {
        set: (tags) => client.send(new TagResourceCommand({ SecretId: id, Tags: tagList(tags) })),
        remove: (TagKeys) => client.send(new UntagResourceCommand({ SecretId: id, TagKeys })),
      });
    }
  },

  async delete(context, id, state) {
    const found = await describe(context, id);
    if (found === undefined || found.DeletedDate !== undefined) return;
    const client = context.client(SecretsManagerClient);
    const regions = (found.ReplicationStatus ?? []).flatMap(({ Region }) => Region ?? []);
    // AWS deletes no secret that has replicas.
    await removeReplicas(context, id, regions);
    const days = number(state, "recoveryWindowInDays") ?? defaultRecoveryDays;
    const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    await unlessGone(client.send(new DeleteSecretCommand({ SecretId: id, ...how })), "ResourceNotFoundException");
  },

  async list(context) {
    const client = context.client(SecretsManagerClient);
    const pages = paginateListSecrets({ client }, { IncludePlannedDeletion: true });
    const found = await everyItem(pages, (page) => page.SecretList);
    return found.map(({ ARN: id = "", Name, Tags, DeletedDate }) => ({
      id,
      ...(Name === undefined ? {} : { name: Name }),
      tags: tagsFromList(Tags),
      ...(DeletedDate === undefined
        ? {}
        : { pendingDeletion: `pending deletion until ${DeletedDate.toISOString().slice(0, 10)}` }),
    }));
  },
};

/** A replica keeps its key for life, so another key is another replica. */
async function moveReplicas(context: CallContext, id: string, olds: Properties, news: Properties): Promise<void> {
  const [there, wanted] = [replicasOf(olds), replicasOf(news)];
  const has = (list: readonly ReplicaRegionType[], { Region, KmsKeyId }: ReplicaRegionType) =>
    list.some((one) => one.Region === Region && one.KmsKeyId === KmsKeyId);
  await removeReplicas(
    context,
    id,
    there.filter((one) => !has(wanted, one)).flatMap(({ Region }) => Region ?? []),
  );
  const added = wanted.filter((one) => !has(there, one));
  if (added.length === 0) return;
  await context.client(SecretsManagerClient).send(
    new ReplicateSecretToRegionsCommand({
      SecretId: id,
      AddReplicaRegions: added,
      ForceOverwriteReplicaSecret: flag(news, "forceOverwriteReplicaSecret") ?? false,
    }),
  );
}

async function removeReplicas(context: CallContext, id: string, regions: string[]): Promise<void> {
  if (regions.length === 0) return;
  const call = new RemoveRegionsFromReplicationCommand({ SecretId: id, RemoveReplicaRegions: regions });
  await context.client(SecretsManagerClient).send(call);
}

function replicasOf(properties: Properties): ReplicaRegionType[] {
  return objects(properties, "replicas").map((replica) => {
    const KmsKeyId = text(replica, "kmsKeyId");
    return { Region: requiredText(replica, "region"), ...(KmsKeyId === undefined ? {} : { KmsKeyId }) };
  });
}

async function describe(context: CallContext, id: string): Promise<DescribeSecretResponse | undefined> {
  const call = context.client(SecretsManagerClient).send(new DescribeSecretCommand({ SecretId: id }));
  return unlessGone(call, "ResourceNotFoundException");
}
