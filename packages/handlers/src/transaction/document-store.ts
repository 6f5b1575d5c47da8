import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { GetObjectCommandOutput, HeadObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod/mini";
import type { DocumentStore, DocumentVersion, StoredDocument } from "./document.ts";

const metadata = z.object({
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  "stored-at": z.string().check(z.minLength(1)),
});

const versionInKey = /\/(?<epoch>\d{10})-(?<region>[a-z0-9-]+)$/;

/**
 * Documents in the region's bucket, under `transactions/<id>/<epoch, 10 digits>-<region>`. The bucket encrypts them with
 * the region's key and copies them to the other region's bucket, where they have the same keys.
 */
export function createS3DocumentStore(client: S3Client, bucket: string): DocumentStore {
  return {
    versions: async (id) => {
      // One page is a thousand keys; a transaction gets at most one document per region and epoch.
      const { Contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: `transactions/${id}/` }),
      );
      return Contents.map(({ Key = "" }) => versionOf(bucket, Key)).toSorted(newestFirst);
    },
    describe: async (id, version) => {
      const key = keyOf(id, version);
      return storedDocument(
        bucket,
        key,
        version,
        await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })),
      );
    },
    read: async (id, version) => {
      const key = keyOf(id, version);
      const output = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (output.Body === undefined) throw new Error(`the answer for ${key} of ${bucket} has no body`);
      const bytes = new Uint8Array(await output.Body.transformToByteArray());
      return { document: storedDocument(bucket, key, version, output), bytes };
    },
    store: async (id, document, bytes) => {
      try {
        await client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: keyOf(id, document),
            Body: bytes,
            ContentType: document.contentType,
            Metadata: { sha256: document.sha256, "stored-at": document.storedAt },
            IfNoneMatch: "*",
          }),
        );
        return "stored";
      } catch (error) {
        if (error instanceof S3ServiceException && error.name === "PreconditionFailed") return "exists";
        throw error;
      }
    },
  };
}

function keyOf(id: string, { epoch, region }: DocumentVersion): string {
  return `transactions/${id}/${String(epoch).padStart(10, "0")}-${region}`;
}

function versionOf(bucket: string, key: string): DocumentVersion {
  const { epoch, region } = versionInKey.exec(key)?.groups ?? {};
  if (epoch === undefined || region === undefined) {
    throw new Error(`the object ${bucket} ${key} is not understood: its key has no epoch and region`);
  }
  return { epoch: Number(epoch), region };
}

function newestFirst(left: DocumentVersion, right: DocumentVersion): number {
  return right.epoch - left.epoch || (left.region < right.region ? 1 : -1);
}

/** @throws Error that names the object and what is wrong, without the values. */
function storedDocument(
  bucket: string,
  key: string,
  { region, epoch }: DocumentVersion,
  { ContentType, ContentLength, Metadata }: HeadObjectCommandOutput | GetObjectCommandOutput,
): StoredDocument {
  const parsed = z.safeParse(metadata, Metadata ?? {});
  if (!parsed.success || ContentType === undefined || ContentLength === undefined) {
    const wrong = parsed.success ? "content type or length" : parsed.error.issues.map(({ path }) => path.join("."));
    throw new Error(`the object ${bucket} ${key} is not understood, wrong: ${String(wrong)}`);
  }
  const { sha256, "stored-at": storedAt } = parsed.data;
  return { region, epoch, contentType: ContentType, size: ContentLength, sha256, storedAt };
}
