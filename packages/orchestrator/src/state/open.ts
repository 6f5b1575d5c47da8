import { ConfigError } from "@tandem/config";
import type { StateStore } from "../ports.ts";
import { cloudStore } from "./cloud-store.ts";
import { fileStore } from "./file-store.ts";
import { s3Store } from "./s3-store.ts";

export interface StateStoreOptions {
  /** From `backendUrlOf`. */
  readonly url: string;
  /** What the engine runs with: credentials and endpoints are taken from it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The folder of documents that their backend cannot hold. */
  readonly stateHome: string;
}

/** The store that goes with a backend. Asks nothing of it yet. @throws ConfigError when there is none for its kind */
export function openStateStore({ url, environment, stateHome }: StateStoreOptions): StateStore {
  if (url.startsWith("file://")) return fileStore(url);
  if (url.startsWith("s3://")) return s3Store(url, environment);
  if (url.startsWith("https://")) return cloudStore(url, stateHome);
  const legal = "file://<folder>, s3://<bucket>?region=<region>, https://api.pulumi.com";
  const fix = "export PULUMI_BACKEND_URL='file:///var/lib/tandem-state'";
  throw new ConfigError([{ key: "PULUMI_BACKEND_URL", value: url, legal, fix }]);
}
