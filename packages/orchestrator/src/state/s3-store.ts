import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { TandemError } from "@tandem/config";
import type { LayerStack, StateStore, StoredDocument } from "../ports.ts";
import { lockFolder, parseLock } from "./engine-locks.ts";
import { parseS3Url } from "./s3-url.ts";

/**
 * States in a bucket, and Tandem's documents beside them under `.tandem/`. A revision is an object's ETag, and S3's
 * conditional writes let one of two writers through. The documents are replicated with the states.
 * @param environment credentials, region and endpoint, where the URL names none
 */
export function s3Store(url: string, environment: Readonly<Record<string, string>>): StateStore {
  const { bucket, prefix, client } = parseS3Url(url, environment);
  const s3 = new S3Client(client);
  const failure = (error: unknown): unknown => {
    if (!(error instanceof S3ServiceException) || error.name !== "NoSuchBucket") return error;
    const hint = "tandem state bootstrap, or export PULUMI_BACKEND_URL='s3://<a bucket that exists>?region=<region>'";
    return new TandemError("backend-missing", `the bucket ${bucket} of the backend ${url} does not exist`, { hint });
  };
  const documentKey = (key: string): string => `${prefix}.tandem/${key}`;

  async function get(key: string): Promise<StoredDocument | undefined> {
    try {
      const { Body, ETag = "" } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { text: (await Body?.transformToString()) ?? "", revision: ETag };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw failure(error);
    }
  }

  async function put(key: string, text: string, expected: string | undefined): Promise<string | undefined> {
    const condition = expected === undefined ? { IfNoneMatch: "*" } : { IfMatch: expected };
    try {
      const object = { Bucket: bucket, Key: key, Body: text, ContentType: "application/json", ...condition };
      return (await s3.send(new PutObjectCommand(object))).ETag;
    } catch (error) {
      if (!(error instanceof S3ServiceException) || !refusals.has(error.name)) throw failure(error);
      if ((error.$metadata.attempts ?? 1) === 1) return undefined;
      // An earlier attempt may have got through, and only its answer was lost.
      const present = await get(key);
      return present?.text === text ? present.revision : undefined;
    }
  }

  async function lockKeys(stack: LayerStack): Promise<readonly string[]> {
    const keys: string[] = [];
    const Prefix = `${prefix}${lockFolder(stack)}/`;
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix })) {
      keys.push(...Contents.map(({ Key = "" }) => Key));
    }
    return keys;
  }

  const remove = async (key: string): Promise<void> => {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  };
  return {
    kind: "s3",
    url,
    shared: true,
    read: (key) => get(documentKey(key)),
    write: (key, text, expected) => put(documentKey(key), text, expected),
    remove: (key) => remove(documentKey(key)),
    stackLocks: async (stack) => {
      const found = await Promise.all((await lockKeys(stack)).map(get));
      return found.filter((lock) => lock !== undefined).map(({ text }) => parseLock(text));
    },
    breakStackLocks: async (stack) => {
      await Promise.all((await lockKeys(stack)).map(remove));
    },
  };
}

/** S3's words for: somebody else was faster. */
const refusals = new Set(["PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"]);
