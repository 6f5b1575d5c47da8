import type { S3ClientConfig } from "@aws-sdk/client-s3";
import { ConfigError } from "@tandem/config";
import { clientSettings } from "./aws-clients.ts";

/** A backend in S3, as its URL names it. */
export interface S3Backend {
  readonly bucket: string;
  /** Before every key; empty or with a slash at its end. */
  readonly prefix: string;
  readonly client: S3ClientConfig;
}

/**
 * Reads Pulumi's `s3://<bucket>[/<prefix>]?region=…`. Of its options those count here that say where the bucket is and
 * who asks: `region`, `profile`, `endpoint`, `s3ForcePathStyle` (or `use_path_style`), `disableSSL` (or `disable_https`).
 * The others are the engine's own affair. What the URL leaves out comes from the environment.
 * @throws ConfigError when there is no bucket in it
 */
export function parseS3Url(text: string, environment: Readonly<Record<string, string>>): S3Backend {
  const url = new URL(text);
  if (url.hostname === "") {
    const fix = "export PULUMI_BACKEND_URL='s3://acme-tandem-state-us-east-1?region=us-east-1'";
    throw new ConfigError([{ key: "PULUMI_BACKEND_URL", value: text, legal: "s3://<bucket>?region=<region>", fix }]);
  }
  const option = (...names: readonly string[]): string | undefined =>
    names.map((name) => url.searchParams.get(name)).find((value) => value !== null && value !== "") ?? undefined;
  const endpoint = option("endpoint");
  const scheme = option("disableSSL", "disable_https") === "true" ? "http" : "https";
  const profile = option("profile");
  const path = decodeURIComponent(url.pathname).replaceAll(/^\/+|\/+$/g, "");
  return {
    bucket: url.hostname,
    prefix: path === "" ? "" : `${path}/`,
    client: {
      ...clientSettings(environment, "S3", option("region") ?? environment["AWS_REGION"]),
      ...(endpoint === undefined ? {} : { endpoint: endpoint.includes("://") ? endpoint : `${scheme}://${endpoint}` }),
      ...(profile === undefined ? {} : { profile }),
      forcePathStyle: option("s3ForcePathStyle", "use_path_style") === "true",
    },
  };
}
