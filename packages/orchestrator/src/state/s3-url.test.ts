import { expect, it } from "vitest";
import { parseS3Url } from "./s3-url.ts";

it("takes region and bucket from the URL, and the rest from where the SDK looks", () => {
  expect(parseS3Url("s3://acme-states?region=us-east-2&awssdk=v2", { AWS_REGION: "us-east-1" })).toEqual({
    bucket: "acme-states",
    prefix: "",
    client: { region: "us-east-2", forcePathStyle: false },
  });
});

it("takes credentials, region and endpoint of the engine's environment", () => {
  const environment = {
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    AWS_ENDPOINT_URL_S3: "http://127.0.0.1:2",
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "token",
  };
  expect(parseS3Url("s3://acme-states/team//", environment)).toEqual({
    bucket: "acme-states",
    prefix: "team/",
    client: {
      region: "us-east-1",
      endpoint: "http://127.0.0.1:2",
      credentials: { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" },
      forcePathStyle: false,
    },
  });
});

it.each([
  ["s3ForcePathStyle=true&endpoint=minio:9000", "https://minio:9000"],
  ["use_path_style=true&endpoint=minio:9000&disableSSL=true", "http://minio:9000"],
  ["use_path_style=true&endpoint=http://minio:9000", "http://minio:9000"],
])("reads the options of other services than AWS: %s", (query, endpoint) => {
  const { client } = parseS3Url(`s3://states?region=x&profile=team&${query}`, {});
  expect(client).toEqual({ region: "x", profile: "team", endpoint, forcePathStyle: true });
});

it("refuses a URL without a bucket", () => {
  expect(() => parseS3Url("s3:///states", {})).toThrow(
    '"s3:///states" is not accepted; legal: s3://<bucket>?region=<region>',
  );
});
