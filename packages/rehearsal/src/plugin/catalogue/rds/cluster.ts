import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  DeleteDBClusterCommand,
  ModifyDBClusterCommand,
  RDSClient,
  RemoveFromGlobalClusterCommand,
  paginateDescribeDBClusters,
} from "@aws-sdk/client-rds";
import type { ModifyDBClusterCommandInput } from "@aws-sdk/client-rds";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone, waitFor } from "../calls.ts";
import { flag, number, requiredText, text, texts } from "../properties.ts";
import { tagList, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { clusterProperties } from "./cluster-view.ts";
import { arnOf, describeCluster, describeGlobalCluster, patienceSeconds, refuseLost, setTags } from "./shared.ts";

const type = "aws:rds/cluster:Cluster";

/** A cluster of Aurora, by itself or as the member of a global database in its region. Its identifier is its name. */
export const cluster: ResourceEntry = {
  type,
  properties: {
    // A wish to the provider for updates, not a setting in AWS.
    applyImmediately: { writeOnly: true },
    availabilityZones: { replaces: true, set: true },
    backupRetentionPeriod: { default: 1 },
    clusterIdentifier: { required: true, replaces: true },
    copyTagsToSnapshot: { default: false },
    databaseName: { replaces: true },
    dbClusterParameterGroupName: {},
    dbSubnetGroupName: { replaces: true },
    deletionProtection: { default: false },
    // MiniStack 1.5.33 takes log exports and does not report them.
    enabledCloudwatchLogsExports: { set: true, writeOnly: true },
    engine: { required: true, replaces: true },
    engineVersion: {},
    // Wishes for the deletion.
    finalSnapshotIdentifier: { writeOnly: true },
    skipFinalSnapshot: { writeOnly: true },
    globalClusterIdentifier: {},
    iamDatabaseAuthenticationEnabled: { default: false },
    kmsKeyId: { replaces: true },
    // AWS never tells it.
    masterPassword: { writeOnly: true, secret: true },
    masterUsername: { replaces: true },
    port: { replaces: true },
    preferredBackupWindow: {},
    preferredMaintenanceWindow: {},
    replicationSourceIdentifier: {},
    storageEncrypted: { replaces: true, default: false },
    tags: tagsSpec,
    vpcSecurityGroupIds: { set: true },
  },
  computed: {
    arn: "stable",
    clusterMembers: "volatile",
    clusterResourceId: "stable",
    endpoint: "stable",
    engineVersionActual: "volatile",
    hostedZoneId: "stable",
    readerEndpoint: "stable",
    tagsAll: "volatile",
  },

  async create(context, inputs) {
    const id = requiredText(inputs, "clusterIdentifier");
    if (inputs["replicationSourceIdentifier"] !== undefined) {
      throw new Error(
        `replicationSourceIdentifier of ${type} is not emulated; a member of a global database takes globalClusterIdentifier alone`,
      );
    }
    await refuseSecondaryUser(context, inputs);
    await context.client(RDSClient).send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: id,
        AvailabilityZones: texts(inputs, "availabilityZones"),
        DatabaseName: text(inputs, "databaseName"),
        DBSubnetGroupName: text(inputs, "dbSubnetGroupName"),
        Engine: requiredText(inputs, "engine"),
        GlobalClusterIdentifier: text(inputs, "globalClusterIdentifier"),
        KmsKeyId: text(inputs, "kmsKeyId"),
        MasterUsername: text(inputs, "masterUsername"),
        StorageEncrypted: flag(inputs, "storageEncrypted"),
        EnableCloudwatchLogsExports: texts(inputs, "enabledCloudwatchLogsExports"),
        Tags: tagList(tagsOf(inputs)),
        ...settings(inputs, Object.keys(inputs)),
        Port: number(inputs, "port"),
      }),
    );
    await completeOrUndo(
      `cluster ${id}`,
      async () => waitUntilAvailable(context, id),
      () => removeCluster(context, id, { skipFinalSnapshot: true }),
    );
    return id;
  },

  async read(context, id, known) {
    const found = await describeCluster(context, id);
    if (found === undefined) return undefined;
    const global = found.GlobalClusterIdentifier;
    return clusterProperties(
      { cluster: found, global: global === undefined ? undefined : await describeGlobalCluster(context, global) },
      known,
    );
  },

  async update(context, id, news, olds, changed) {
    refuseLost(type, changed, ["enabledCloudwatchLogsExports"]);
    if (changed.has("replicationSourceIdentifier")) {
      throw new Error(
        "replicationSourceIdentifier moves with the roles of a global database: setting it to another value is impossible, and taking it away would promote the cluster; it belongs into ignoreChanges",
      );
    }
    if (changed.has("globalClusterIdentifier")) await leaveGlobalCluster(context, id, news);
    const modified = settings(news, [...changed]);
    if (Object.keys(modified).length > 0) {
      const ApplyImmediately = flag(news, "applyImmediately") ?? false;
      const call = new ModifyDBClusterCommand({ DBClusterIdentifier: id, ApplyImmediately, ...modified });
      await context.client(RDSClient).send(call);
      await waitUntilAvailable(context, id);
    }
    if (changed.has("tags")) await setTags(context, arnOf(context, "cluster", id), olds, news);
  },

  delete: removeCluster,

  async list(context) {
    const pages = paginateDescribeDBClusters({ client: context.client(RDSClient) }, {});
    const found = await everyItem(pages, (page) => page.DBClusters);
    // MiniStack 1.5.33 lists clusters of DocumentDB as well, as AWS does.
    return found
      .filter(({ Engine }) => Engine?.startsWith("aurora") === true)
      .map(({ DBClusterIdentifier: id = "", TagList }) => ({ id, name: id, tags: tagsFromList(TagList) }));
  },
};

/** What creating and modifying a cluster call by the same names. */
function settings(
  inputs: Properties,
  names: readonly string[],
): Omit<ModifyDBClusterCommandInput, "DBClusterIdentifier"> {
  const all = {
    backupRetentionPeriod: { BackupRetentionPeriod: number(inputs, "backupRetentionPeriod") ?? 1 },
    copyTagsToSnapshot: { CopyTagsToSnapshot: flag(inputs, "copyTagsToSnapshot") ?? false },
    dbClusterParameterGroupName: { DBClusterParameterGroupName: text(inputs, "dbClusterParameterGroupName") },
    deletionProtection: { DeletionProtection: flag(inputs, "deletionProtection") ?? false },
    engineVersion: { EngineVersion: text(inputs, "engineVersion") },
    iamDatabaseAuthenticationEnabled: {
      EnableIAMDatabaseAuthentication: flag(inputs, "iamDatabaseAuthenticationEnabled") ?? false,
    },
    masterPassword: { MasterUserPassword: text(inputs, "masterPassword") },
    preferredBackupWindow: { PreferredBackupWindow: text(inputs, "preferredBackupWindow") },
    preferredMaintenanceWindow: { PreferredMaintenanceWindow: text(inputs, "preferredMaintenanceWindow") },
    vpcSecurityGroupIds: { VpcSecurityGroupIds: texts(inputs, "vpcSecurityGroupIds") },
  } satisfies Record<string, object>;
  const wanted = Object.entries(all).filter(([name]) => names.includes(name));
  return Object.assign({}, ...wanted.map(([, setting]) => setting)) as object;
}

/**
 * A secondary takes user, password and first database from the writer: AWS refuses them there, MiniStack 1.5.33 takes
 * them where they are the writer's.
 */
async function refuseSecondaryUser(context: CallContext, inputs: Properties): Promise<void> {
  const global = text(inputs, "globalClusterIdentifier");
  if (global === undefined) return;
  const members = (await describeGlobalCluster(context, global))?.GlobalClusterMembers ?? [];
  const given = ["masterUsername", "masterPassword", "databaseName"].filter((name) => inputs[name] !== undefined);
  if (members.length === 0 || given.length === 0) return;
  throw new Error(
    `InvalidParameterCombination: ${given.join(", ")} of ${type}: a secondary of the global cluster ${global} has its writer's; leave it out`,
  );
}

/** Leaving a global database is all that AWS can do with a cluster that exists. */
async function leaveGlobalCluster(context: CallContext, id: string, news: Properties): Promise<void> {
  const wanted = text(news, "globalClusterIdentifier");
  if (wanted !== undefined) {
    throw new Error(`globalClusterIdentifier of ${type}: AWS cannot add the existing cluster ${id} to ${wanted}`);
  }
  await removeFromGlobalCluster(context, id);
}

async function removeFromGlobalCluster(context: CallContext, id: string): Promise<void> {
  const found = await describeCluster(context, id);
  if (found?.GlobalClusterIdentifier === undefined) return;
  await context.client(RDSClient).send(
    new RemoveFromGlobalClusterCommand({
      GlobalClusterIdentifier: found.GlobalClusterIdentifier,
      DbClusterIdentifier: found.DBClusterArn,
    }),
  );
  await waitFor(`cluster ${id} to leave its global cluster`, patienceSeconds, async () =>
    (await describeCluster(context, id))?.GlobalClusterIdentifier === undefined ? true : undefined,
  );
}

/**
 * Out of its global database first, as the official provider does, which AWS refuses for a writer that has secondaries.
 * MiniStack 1.5.33 makes no final snapshot, so it is made here.
 */
async function removeCluster(context: CallContext, id: string, state: Properties): Promise<void> {
  const rds = context.client(RDSClient);
  if ((await describeCluster(context, id)) === undefined) return;
  const FinalDBSnapshotIdentifier = text(state, "finalSnapshotIdentifier");
  const SkipFinalSnapshot = flag(state, "skipFinalSnapshot") ?? false;
  if (!SkipFinalSnapshot && FinalDBSnapshotIdentifier === undefined) {
    throw new Error(`finalSnapshotIdentifier of ${type} is needed where skipFinalSnapshot is not true`);
  }
  await removeFromGlobalCluster(context, id);
  if (!SkipFinalSnapshot) {
    const snapshot = { DBClusterIdentifier: id, DBClusterSnapshotIdentifier: FinalDBSnapshotIdentifier };
    await rds.send(new CreateDBClusterSnapshotCommand(snapshot));
  }
  const call = new DeleteDBClusterCommand({ DBClusterIdentifier: id, SkipFinalSnapshot, FinalDBSnapshotIdentifier });
  await unlessGone(rds.send(call), "DBClusterNotFoundFault");
  await waitFor(`the deletion of cluster ${id}`, patienceSeconds, async () =>
    (await describeCluster(context, id)) === undefined ? true : undefined,
  );
}

async function waitUntilAvailable(context: CallContext, id: string): Promise<void> {
  await waitFor(`cluster ${id} to be available`, patienceSeconds, async () =>
    (await describeCluster(context, id))?.Status === "available" ? true : undefined,
  );
}
