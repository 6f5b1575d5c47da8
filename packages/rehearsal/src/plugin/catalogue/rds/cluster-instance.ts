import {
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  RDSClient,
  paginateDescribeDBInstances,
} from "@aws-sdk/client-rds";
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone, waitFor } from "../calls.ts";
import { flag, number, present, requiredText, text } from "../properties.ts";
import { tagList, tagOutputs, tagsFromList, tagsOf, tagsSpec } from "../tags.ts";
import { arnOf, describeCluster, patienceSeconds, refuseLost, setTags, whereAsked } from "./shared.ts";

const type = "aws:rds/clusterInstance:ClusterInstance";

/** The error has one name on the wire and another in the SDK. */
const gone = ["DBInstanceNotFound", "DBInstanceNotFoundFault"] as const;

/** MiniStack 1.5.33 keeps these as they were at the creation. */
const lost = [
  "autoMinorVersionUpgrade",
  "performanceInsightsEnabled",
  "performanceInsightsKmsKeyId",
  "performanceInsightsRetentionPeriod",
  "promotionTier",
] as const;

/** An instance of an Aurora cluster. Its identifier is its name. */
export const clusterInstance: ResourceEntry = {
  type,
  properties: {
    // A wish to the provider for updates, not a setting in AWS.
    applyImmediately: { writeOnly: true },
    autoMinorVersionUpgrade: { default: true },
    availabilityZone: { replaces: true },
    caCertIdentifier: {},
    clusterIdentifier: { required: true, replaces: true },
    copyTagsToSnapshot: { default: false },
    dbParameterGroupName: {},
    dbSubnetGroupName: { replaces: true },
    engine: { required: true, replaces: true },
    engineVersion: {},
    identifier: { required: true, replaces: true },
    instanceClass: { required: true },
    monitoringInterval: { default: 0 },
    monitoringRoleArn: {},
    performanceInsightsEnabled: { default: false },
    // MiniStack 1.5.33 takes the key and does not report it.
    performanceInsightsKmsKeyId: { writeOnly: true },
    performanceInsightsRetentionPeriod: {},
    preferredMaintenanceWindow: {},
    promotionTier: { default: 0 },
    publiclyAccessible: { default: false },
    tags: tagsSpec,
  },
  computed: {
    arn: "stable",
    dbiResourceId: "stable",
    endpoint: "volatile",
    engineVersionActual: "volatile",
    kmsKeyId: "stable",
    port: "volatile",
    storageEncrypted: "stable",
    tagsAll: "volatile",
    writer: "volatile",
  },

  async create(context, inputs) {
    const id = requiredText(inputs, "identifier");
    const clusterId = requiredText(inputs, "clusterIdentifier");
    // MiniStack 1.5.33 makes an instance without its cluster by itself; AWS refuses.
    if ((await describeCluster(context, clusterId)) === undefined) {
      throw new Error(`DBClusterNotFoundFault: there is no cluster ${clusterId} for the instance ${id}`);
    }
    await context.client(RDSClient).send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: id,
        AutoMinorVersionUpgrade: flag(inputs, "autoMinorVersionUpgrade"),
        AvailabilityZone: text(inputs, "availabilityZone"),
        DBClusterIdentifier: clusterId,
        DBSubnetGroupName: text(inputs, "dbSubnetGroupName"),
        EnablePerformanceInsights: flag(inputs, "performanceInsightsEnabled"),
        Engine: requiredText(inputs, "engine"),
        PerformanceInsightsKMSKeyId: text(inputs, "performanceInsightsKmsKeyId"),
        PerformanceInsightsRetentionPeriod: number(inputs, "performanceInsightsRetentionPeriod"),
        // AWS's own default is 1, the official provider's is 0.
        PromotionTier: number(inputs, "promotionTier") ?? 0,
        Tags: tagList(tagsOf(inputs)),
        ...settings(inputs),
      }),
    );
    await completeOrUndo(
      `instance ${id}`,
      () => waitUntilAvailable(context, id),
      () => removeInstance(context, id),
    );
    return id;
  },

  async read(context, id, known) {
    const found = await describeInstance(context, id);
    if (found?.DBClusterIdentifier === undefined) return undefined;
    const cluster = await describeCluster(context, found.DBClusterIdentifier);
    const isWriter = cluster?.DBClusterMembers?.some(
      ({ DBInstanceIdentifier, IsClusterWriter }) => DBInstanceIdentifier === id && IsClusterWriter === true,
    );
    return instanceProperties(found, isWriter ?? false, cluster, known);
  },

  async update(context, id, news, olds, changed) {
    refuseLost(type, changed, lost);
    const ApplyImmediately = flag(news, "applyImmediately") ?? false;
    if ([...changed].some((name) => name !== "tags")) {
      const call = new ModifyDBInstanceCommand({ DBInstanceIdentifier: id, ApplyImmediately, ...settings(news) });
      await context.client(RDSClient).send(call);
      await waitUntilAvailable(context, id);
    }
    if (changed.has("tags")) await setTags(context, arnOf(context, "db", id), olds, news);
  },

  delete: removeInstance,

  async list(context) {
    const pages = paginateDescribeDBInstances({ client: context.client(RDSClient) }, {});
    const found = await everyItem(pages, (page) => page.DBInstances);
    return found
      .filter(({ DBClusterIdentifier }) => DBClusterIdentifier !== undefined && DBClusterIdentifier !== "")
      .map(({ DBInstanceIdentifier: id = "", TagList }) => ({ id, name: id, tags: tagsFromList(TagList) }));
  },
};

/** What creating and modifying an instance call by the same names. */
function settings(inputs: Properties) {
  return {
    CACertificateIdentifier: text(inputs, "caCertIdentifier"),
    CopyTagsToSnapshot: flag(inputs, "copyTagsToSnapshot") ?? false,
    DBInstanceClass: requiredText(inputs, "instanceClass"),
    DBParameterGroupName: text(inputs, "dbParameterGroupName"),
    EngineVersion: text(inputs, "engineVersion"),
    MonitoringInterval: number(inputs, "monitoringInterval") ?? 0,
    MonitoringRoleArn: text(inputs, "monitoringRoleArn"),
    PreferredMaintenanceWindow: text(inputs, "preferredMaintenanceWindow"),
    PubliclyAccessible: flag(inputs, "publiclyAccessible") ?? false,
  };
}

function instanceProperties(
  found: DBInstance,
  writer: boolean,
  cluster: DBCluster | undefined,
  known: Properties,
): Properties {
  return present({
    arn: found.DBInstanceArn,
    autoMinorVersionUpgrade: found.AutoMinorVersionUpgrade,
    clusterIdentifier: found.DBClusterIdentifier,
    copyTagsToSnapshot: found.CopyTagsToSnapshot,
    dbiResourceId: found.DbiResourceId,
    endpoint: found.Endpoint?.Address,
    engine: found.Engine,
    engineVersionActual: found.EngineVersion,
    identifier: found.DBInstanceIdentifier,
    instanceClass: found.DBInstanceClass,
    // The storage is the cluster's, and with it the key; MiniStack 1.5.33 reports none with an instance.
    kmsKeyId: cluster?.KmsKeyId || undefined,
    storageEncrypted: cluster?.StorageEncrypted ?? false,
    monitoringInterval: found.MonitoringInterval,
    performanceInsightsEnabled: found.PerformanceInsightsEnabled,
    port: found.Endpoint?.Port,
    promotionTier: found.PromotionTier,
    publiclyAccessible: found.PubliclyAccessible,
    writer,
    ...tagOutputs(tagsFromList(found.TagList)),
    // AWS fills these in where the program says nothing.
    ...whereAsked(known, {
      availabilityZone: found.AvailabilityZone,
      caCertIdentifier: found.CACertificateIdentifier,
      dbParameterGroupName: found.DBParameterGroups?.[0]?.DBParameterGroupName,
      dbSubnetGroupName: found.DBSubnetGroup?.DBSubnetGroupName,
      engineVersion: found.EngineVersion,
      monitoringRoleArn: found.MonitoringRoleArn || undefined,
      performanceInsightsRetentionPeriod: found.PerformanceInsightsRetentionPeriod,
      preferredMaintenanceWindow: found.PreferredMaintenanceWindow,
    }),
  });
}

async function describeInstance(context: CallContext, id: string): Promise<DBInstance | undefined> {
  const call = context.client(RDSClient).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: id }));
  return (await unlessGone(call, ...gone))?.DBInstances?.[0];
}

async function removeInstance(context: CallContext, id: string): Promise<void> {
  const call = new DeleteDBInstanceCommand({ DBInstanceIdentifier: id, SkipFinalSnapshot: true });
  await unlessGone(context.client(RDSClient).send(call), ...gone);
  await waitFor(`the deletion of instance ${id}`, patienceSeconds, async () =>
    (await describeInstance(context, id)) === undefined ? true : undefined,
  );
}

async function waitUntilAvailable(context: CallContext, id: string): Promise<void> {
  await waitFor(`instance ${id} to be available`, patienceSeconds, async () =>
    (await describeInstance(context, id))?.DBInstanceStatus === "available" ? true : undefined,
  );
}
