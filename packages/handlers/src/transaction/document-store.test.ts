import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { createS3DocumentStore } from "./document-store.ts";

const client = new S3Client({ region: "us-east-2" });
const s3 = mockClient(client);
const store = createS3DocumentStore(client, "payment-docs");
const bytes = new TextEncoder().encode("receipt");
const sha256 = "0".repeat(64);
const version = { region: "us-east-1", epoch: 42 };
const document = { ...version, contentType: "text/plain", size: 7, sha256, storedAt: "2026-11-21T12:00:00.000Z" };
const key = "transactions/pay_1/0000000042-us-east-1";
const head = {
  ContentType: "text/plain",
  ContentLength: 7,
  Metadata: { sha256, "stored-at": "2026-11-21T12:00:00.000Z" },
};
const sent = () => s3.calls().map(({ args: [command] }) => [command.constructor, command.input]);
const refused = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: "client", message: name, $metadata: { httpStatusCode } });

beforeEach(() => {
  s3.reset();
});

describe("versions", () => {
  test("lists one transaction's keys, the highest epoch and then region first", async () => {
    s3.on(ListObjectsV2Command).resolves({
      Contents: [9, 10].flatMap((epoch) =>
        ["us-east-1", "us-east-2"].map((region) => ({
          Key: `transactions/pay_1/${String(epoch).padStart(10, "0")}-${region}`,
        })),
      ),
    });
    expect(await store.versions("pay_1")).toEqual([
      { region: "us-east-2", epoch: 10 },
      { region: "us-east-1", epoch: 10 },
      { region: "us-east-2", epoch: 9 },
      { region: "us-east-1", epoch: 9 },
    ]);
    expect(sent()).toEqual([[ListObjectsV2Command, { Bucket: "payment-docs", Prefix: "transactions/pay_1/" }]]);
  });

  test("is empty without objects", async () => {
    s3.on(ListObjectsV2Command).resolves({});
    expect(await store.versions("pay_1")).toEqual([]);
  });

  test.each(["transactions/pay_1/42-us-east-1", "transactions/pay_1/readme", undefined])(
    "refuses the key %s, which it does not understand",
    async (Key) => {
      s3.on(ListObjectsV2Command).resolves({ Contents: [Key === undefined ? {} : { Key }] });
      await expect(store.versions("pay_1")).rejects.toThrow(
        new Error(`the object payment-docs ${Key ?? ""} is not understood: its key has no epoch and region`),
      );
    },
  );
});

describe("one object", () => {
  test("is described by its head only", async () => {
    s3.on(HeadObjectCommand).resolves(head);
    expect(await store.describe("pay_1", version)).toEqual(document);
    expect(sent()).toEqual([[HeadObjectCommand, { Bucket: "payment-docs", Key: key }]]);
  });

  test("is read with its bytes", async () => {
    const Body = { transformToByteArray: async () => bytes } as unknown as NonNullable<GetObjectCommandOutput["Body"]>;
    s3.on(GetObjectCommand).resolves({ ...head, Body });
    expect(await store.read("pay_1", version)).toEqual({ document, bytes });
    expect(sent()).toEqual([[GetObjectCommand, { Bucket: "payment-docs", Key: key }]]);
  });

  test("is none without a body", async () => {
    s3.on(GetObjectCommand).resolves(head);
    await expect(store.read("pay_1", version)).rejects.toThrow(
      new Error(`the answer for ${key} of payment-docs has no body`),
    );
  });

  test.each([
    [{ ...head, Metadata: undefined }, "sha256,stored-at"],
    [{ ...head, Metadata: { ...head.Metadata, sha256: "short" } }, "sha256"],
    [{ ...head, ContentType: undefined }, "content type or length"],
    [{ ...head, ContentLength: undefined }, "content type or length"],
  ])("an object of someone else's is refused without its values: %#", async (found, wrong) => {
    s3.on(HeadObjectCommand).resolves(found);
    await expect(store.describe("pay_1", version)).rejects.toThrow(
      new Error(`the object payment-docs ${key} is not understood, wrong: ${wrong}`),
    );
  });
});

describe("store", () => {
  test("puts the bytes under the version's key, only where nothing is", async () => {
    s3.on(PutObjectCommand).resolves({});
    expect(await store.store("pay_1", document, bytes)).toBe("stored");
    expect(sent()).toEqual([
      [
        PutObjectCommand,
        {
          Bucket: "payment-docs",
          Key: key,
          Body: bytes,
          ContentType: "text/plain",
          Metadata: { sha256, "stored-at": "2026-11-21T12:00:00.000Z" },
          IfNoneMatch: "*",
        },
      ],
    ]);
  });

  test("says so when an object is there", async () => {
    s3.on(PutObjectCommand).rejects(refused("PreconditionFailed", 412));
    expect(await store.store("pay_1", document, bytes)).toBe("exists");
  });

  test.each([refused("ConditionalRequestConflict", 409), new Error("slow down")])(
    "passes on any other failure: %s",
    async (failure) => {
      s3.on(PutObjectCommand).rejects(failure);
      await expect(store.store("pay_1", document, bytes)).rejects.toBe(failure);
    },
  );
});
