import {
  DeleteBucketReplicationCommand,
  GetBucketReplicationCommand,
  PutBucketReplicationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { ReplicationConfiguration } from "@aws-sdk/client-s3";
import type { CallContext, Properties, PropertySpec, ResourceEntry } from "../../entry.ts";
import { objects, present, requiredText } from "../properties.ts";
import { replicationRule, replicationRuleView } from "./replication-rule.ts";
import { bucketsWith, unlessMissing } from "./shared.ts";

const status = { fields: { status: { required: true } } } as const satisfies PropertySpec;
const minutes = { fields: { minutes: { required: true } } } as const satisfies PropertySpec;
const tag = { fields: { key: { required: true }, value: { required: true } } } as const satisfies PropertySpec;

/**
 * What of a bucket is copied to another, both versioned; its identifier is the source. MiniStack 1.5.33 copies within
 * the call that puts the object, without asking the role, and the copy keeps the key of the source.
 */
export const bucketReplicationConfig: ResourceEntry = {
  type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
  properties: {
    bucket: { required: true, replaces: true },
    role: { required: true },
    rules: {
      required: true,
      fields: {
        deleteMarkerReplication: status,
        destination: {
          required: true,
          fields: {
            accessControlTranslation: { fields: { owner: { required: true } } },
            account: {},
            bucket: { required: true },
            encryptionConfiguration: { fields: { replicaKmsKeyId: { required: true } } },
            metrics: { fields: { eventThreshold: minutes, status: { required: true } } },
            replicationTime: { fields: { status: { required: true }, time: { ...minutes, required: true } } },
            storageClass: {},
          },
        },
        filter: { fields: { and: { fields: { prefix: {}, tags: {} } }, prefix: {}, tag } },
        id: {},
        priority: {},
        sourceSelectionCriteria: { fields: { replicaModifications: status, sseKmsEncryptedObjects: status } },
        status: { required: true },
      },
    },
  },
  computed: {},

  async create(context, inputs) {
    const id = requiredText(inputs, "bucket");
    await putConfiguration(context, id, inputs);
    return id;
  },

  async read(context, id, known) {
    const found = await configurationOf(context, id);
    if (found === undefined) return undefined;
    const knownRules = objects(known, "rules");
    return present({
      bucket: id,
      role: found.Role,
      rules: found.Rules?.map((rule, index) => replicationRuleView(rule, knownRules[index])),
    });
  },

  update: (context, id, news) => putConfiguration(context, id, news),

  async delete(context, id) {
    await unlessMissing(context.client(S3Client).send(new DeleteBucketReplicationCommand({ Bucket: id })));
  },

  list: (context) => bucketsWith(context, async (id) => (await configurationOf(context, id)) !== undefined),
};

async function configurationOf(context: CallContext, Bucket: string): Promise<ReplicationConfiguration | undefined> {
  const call = context.client(S3Client).send(new GetBucketReplicationCommand({ Bucket }));
  return (await unlessMissing(call, "ReplicationConfigurationNotFoundError"))?.ReplicationConfiguration;
}

async function putConfiguration(context: CallContext, Bucket: string, inputs: Properties): Promise<void> {
  const ReplicationConfiguration = {
    Role: requiredText(inputs, "role"),
    Rules: objects(inputs, "rules").map(replicationRule),
  };
  await context.client(S3Client).send(new PutBucketReplicationCommand({ Bucket, ReplicationConfiguration }));
}
