import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Log } from "../common/log.ts";
import { createCredentials } from "./credentials.ts";
import { createDatabase } from "./database.ts";
import type { Database } from "./database.ts";
import type { DatabaseSettings } from "./env.ts";
import { migrated } from "./migrate.ts";
import { poolsTo } from "./pools.ts";

export interface OpenOptions {
  readonly region: string;
  /** What the database shows of the connections. */
  readonly application: string;
  /** Most connections to each endpoint. */
  readonly max: number;
  readonly log: Log;
}

/** Both endpoints of the region's own cluster. Nothing is connected before the first statement. */
export interface Cluster {
  /** Takes writes where the cluster is promoted. Its schema is brought up to date before the first statement. */
  readonly writer: Database;
  readonly reader: Database;
}

export function openCluster(settings: DatabaseSettings, { region, application, max, log }: OpenOptions): Cluster {
  // Two attempts of at most 300 + 700 ms, as all of a region's own services.
  const secrets = new SecretsManagerClient({
    region,
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 300, requestTimeout: 700, throwOnRequestTimeout: true },
  });
  const credentials = createCredentials(secrets, settings.secretArn);
  const open = (endpoint: "writer" | "reader"): Database =>
    createDatabase({ ...poolsTo(settings, { endpoint, max, application }), credentials, log });
  return { writer: migrated(open("writer")), reader: open("reader") };
}
