import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { fullName } from "../names.ts";
import { globalName, present, regionalName } from "../parts.ts";
import { databaseUser } from "./engine.ts";
import { GlobalDatabase } from "./global-database.ts";

export interface EnvironmentDatabaseArgs {
  readonly topology: Topology;
  /** Of the primary region. */
  readonly provider: aws.Provider;
  readonly keyArns: Readonly<Record<Role, pulumi.Input<string>>>;
  /** @default none: the profile has no database */
  readonly password: pulumi.Input<string> | undefined;
}

/** What an environment's database is before it has a cluster in any region; none where the profile has no database. */
export function environmentDatabase(name: string, args: EnvironmentDatabaseArgs): GlobalDatabase | undefined {
  const { topology, provider, keyArns } = args;
  const { database, profile } = topology;
  if (database === undefined) return undefined;
  return new GlobalDatabase(name, {
    topology,
    provider,
    globalCluster: {
      name: globalName(topology, "globalCluster"),
      fullName: fullName(topology, "globalCluster", "global"),
    },
    secret: {
      name: regionalName(topology, "primary", "databaseSecret"),
      fullName: fullName(topology, "databaseSecret", "global"),
    },
    engineVersion: database.engineVersion,
    username: databaseUser,
    password: present(args.password, profile, "password"),
    primaryKeyArn: keyArns.primary,
    standbyKeyArn: keyArns.standby,
  });
}
