import { GetBucketVersioningCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import type { BucketVersioningStatus } from "@aws-sdk/client-s3";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { object, requiredText } from "../properties.ts";
import { bucketsWith, unlessMissing } from "./shared.ts";

/**
 * Whether a bucket keeps old versions; its identifier is the bucket. A bucket that once had versions can only be
 * suspended, and that is what deleting does.
 */
export const bucketVersioning: ResourceEntry = {
  type: "aws:s3/bucketVersioning:BucketVersioning",
  properties: {
    bucket: { required: true, replaces: true },
    versioningConfiguration: { required: true, fields: { status: { required: true } } },
  },
  computed: {},

  async create(context, inputs) {
    const id = requiredText(inputs, "bucket");
    await putStatus(context, id, wantedStatus(inputs));
    return id;
  },

  async read(context, id) {
    const status = await statusOf(context, id);
    return status === undefined ? undefined : { bucket: id, versioningConfiguration: { status } };
  },

  update: (context, id, news) => putStatus(context, id, wantedStatus(news)),

  async delete(context, id) {
    await unlessMissing(putStatus(context, id, "Suspended"));
  },

  list: (context) => bucketsWith(context, async (id) => (await statusOf(context, id)) === "Enabled"),
};

/** AWS itself refuses what is neither `Enabled` nor `Suspended`. */
function wantedStatus(inputs: Properties): BucketVersioningStatus {
  return requiredText(object(inputs, "versioningConfiguration") ?? {}, "status") as BucketVersioningStatus;
}

async function statusOf(context: CallContext, Bucket: string): Promise<string | undefined> {
  const call = context.client(S3Client).send(new GetBucketVersioningCommand({ Bucket }));
  return (await unlessMissing(call))?.Status;
}

async function putStatus(context: CallContext, Bucket: string, Status: BucketVersioningStatus): Promise<void> {
  const command = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } });
  await context.client(S3Client).send(command);
}
