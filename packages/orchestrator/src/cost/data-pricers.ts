import { databaseInstancePrice } from "@tandem/config/prices";
import { displayName, objectsOf, textOf } from "../resources/values.ts";
import type { ResourceValues } from "../resources/values.ts";
import type { Estimating, Part, Pricer } from "./part.ts";
import { roleOf } from "./topology.ts";
import { CONTROLLER_READS, HOURS, TICKS, TRANSACTION_IOS } from "./usage.ts";

/** Both regions' writers write each tick, and each region gets the other's. */
const HEARTBEATS = 2 * TICKS;

/** What is written to a table, read from it and kept in it in a month. */
function loadOf(table: string, { topology, usage }: Estimating): { writes: number; reads: number; gigabytes: number } {
  const { workloadTable, controlTable, sessionsTable } = topology.names.global;
  const { requestsPerMonth, gigabytes } = usage;
  switch (table) {
    case workloadTable:
      return { writes: requestsPerMonth, reads: requestsPerMonth, gigabytes };
    case sessionsTable:
      return { writes: requestsPerMonth, reads: requestsPerMonth, gigabytes: 0 };
    case controlTable:
      return { writes: HEARTBEATS, reads: 0, gigabytes: 0 };
    case topology.names.controller.stateTable:
      return { writes: TICKS, reads: 0, gigabytes: 0 };
    default:
      return { writes: 0, reads: 0, gigabytes: 0 };
  }
}

/** A replica is billed in its own region, as the table is in its. Writes are billed in every region that gets them. */
const table: Pricer = (resource, estimating) => {
  const { properties, region = "" } = resource;
  const name = displayName(resource);
  const { writes, reads, gigabytes } = loadOf(name, estimating);
  const replicas = objectsOf(properties, "replicas");
  const { regions, names } = estimating.topology;
  const [recovery = {}] = objectsOf(properties, "pointInTimeRecovery");
  const at = (where: string, recovers: boolean): readonly Part[] => {
    const ownReads = (where === regions.primary ? reads : 0) + controllerReads(where);
    return [
      {
        item: "writes",
        quantity: writes / 1e6,
        price: replicas.length === 0 ? "dynamodb-writes" : "dynamodb-replicated-writes",
        region: where,
      },
      { item: "reads", quantity: ownReads / 1e6, price: "dynamodb-reads", region: where },
      { item: "storage", quantity: gigabytes, price: "dynamodb-storage", region: where },
      { item: "point-in-time recovery", quantity: recovers ? gigabytes : 0, price: "dynamodb-pitr", region: where },
    ];
  };
  const controllerReads = (where: string) =>
    name === names.global.controlTable && where === regions.standby ? TICKS * CONTROLLER_READS : 0;
  return [
    ...at(region, recovery["enabled"] === true),
    ...replicas.flatMap((replica) =>
      at(textOf(replica, "regionName") ?? region, replica["pointInTimeRecovery"] === true),
    ),
  ];
};

const cluster: Pricer = ({ region }, { topology, usage, resources }) => {
  const isPrimary = roleOf(topology, region) === "primary";
  const clusters = resources.filter(({ type }) => type === "aws:rds/cluster:Cluster").length;
  // The primary writes; a secondary gets the writes as storage changes, which only replication bills.
  const writes = ((usage.requestsPerMonth + HEARTBEATS) * TRANSACTION_IOS) / 1e6;
  return [
    { item: "storage", quantity: usage.gigabytes, price: "aurora-storage" },
    { item: "I/Os", quantity: isPrimary ? writes : 0, price: "aurora-io" },
    { item: "replicated writes", quantity: isPrimary && clusters > 1 ? writes : 0, price: "aurora-replicated-writes" },
  ];
};

const clusterInstance: Pricer = ({ properties }) => {
  const instanceClass = textOf(properties, "instanceClass");
  const hour = instanceClass === undefined ? undefined : databaseInstancePrice(instanceClass);
  if (hour === undefined) return undefined;
  const stands = { kind: "database instances", count: 1 } as const;
  return [{ item: `hours of ${instanceClass}`, quantity: HOURS, price: hour, stands }];
};

const bucket: Pricer = (_, { usage }) => [{ item: "storage", quantity: usage.gigabytes, price: "s3-storage" }];

/** Documents are copied out of the region that takes them, which is the primary. */
const replication: Pricer = ({ region, properties }, { topology, usage }) => {
  const copied = roleOf(topology, region) === "primary" ? usage.gigabytes : 0;
  return [
    { item: "copies to the other region", quantity: copied, price: "region-transfer" },
    {
      item: "replication time control",
      quantity: hasTimeControl(properties) ? copied : 0,
      price: "s3-replication-time-control",
    },
  ];
};

function hasTimeControl(properties: ResourceValues["properties"]): boolean {
  return objectsOf(properties, "rules")
    .flatMap((rule) => objectsOf(rule, "destination"))
    .flatMap((destination) => objectsOf(destination, "replicationTime"))
    .some((time) => textOf(time, "status") === "Enabled");
}

const key: Pricer = () => [{ item: "key", quantity: 1, price: "kms-key" }];

const secret: Pricer = ({ properties }) => [
  { item: "secret", quantity: 1, price: "secret" },
  ...objectsOf(properties, "replicas").flatMap((replica): readonly Part[] => {
    const region = textOf(replica, "region");
    return region === undefined ? [] : [{ item: "replica", quantity: 1, price: "secret", region }];
  }),
];

/** By the types that they price. */
export const dataPricers: Readonly<Record<string, Pricer>> = {
  "aws:dynamodb/table:Table": table,
  "aws:rds/cluster:Cluster": cluster,
  "aws:rds/clusterInstance:ClusterInstance": clusterInstance,
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": replication,
  "aws:kms/key:Key": key,
  "aws:kms/replicaKey:ReplicaKey": key,
  "aws:secretsmanager/secret:Secret": secret,
};
