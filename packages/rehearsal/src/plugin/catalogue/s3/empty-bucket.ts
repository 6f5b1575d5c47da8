import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import type { CallContext } from "../../entry.ts";

/**
 * Deletes every version and every delete marker, a page of 1000 at a time, until none is left.
 * @param bypassGovernance also those that a lock in governance mode keeps
 * @throws when S3 refuses to delete one
 */
export async function emptyBucket(context: CallContext, Bucket: string, bypassGovernance = false): Promise<void> {
  const s3 = context.client(S3Client);
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects, Quiet: true },
        ...(bypassGovernance ? { BypassGovernanceRetention: true } : {}),
      }),
    );
    const [refused] = Errors;
    if (refused !== undefined) {
      throw new Error(
        `bucket ${JSON.stringify(Bucket)} cannot be emptied: ${refused.Code} for ${JSON.stringify(refused.Key)} version ${refused.VersionId}: ${refused.Message}`,
      );
    }
  }
}
