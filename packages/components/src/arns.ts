import { markerObjectKey } from "@tandem/config/control";
import { heartbeatObjectKey } from "@tandem/config/heartbeat";
import type { Region, RegionalLogGroup, Role, Topology } from "@tandem/config";
import { globalName, regionalName } from "./parts.ts";

type Place = Pick<Topology, "regions" | "accountId" | "names" | "profile">;

// Regions of the `aws` partition are the only ones that a topology accepts.
const arn = (service: string, region: string, { accountId }: Pick<Topology, "accountId">, resource: string) =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** The account itself, as a principal: what its own IAM policies allow. */
export const accountArn = (topology: Pick<Topology, "accountId">) => arn("iam", "", topology, "root");

/** A role's replica of one of the two global tables. */
export const tableArn = (topology: Place, table: "workloadTable" | "controlTable" | "sessionsTable", role: Role) =>
  arn("dynamodb", topology.regions[role], topology, `table/${globalName(topology, table)}`);

/** Tables with what clients write: the ledger, and sessions, where an environment has them. */
export const dataTables = ({ names }: Pick<Topology, "names">) =>
  (["workloadTable", "sessionsTable"] as const).filter((table) => names.global[table] !== undefined);

/** Which table a region's last word goes through: one with what clients write, where there is one. */
export const markerTable = (topology: Pick<Topology, "names">) => dataTables(topology)[0] ?? "controlTable";

/** A region's secret with the user of its database. AWS ends the ARN of a secret with six characters of its own. */
export const databaseSecretArn = (topology: Place, role: Role) =>
  arn(
    "secretsmanager",
    topology.regions[role],
    topology,
    `secret:${regionalName(topology, role, "databaseSecret")}-??????`,
  );

/** The global database, which is of no region. */
export const globalClusterArn = (topology: Place) =>
  arn("rds", "", topology, `global-cluster:${globalName(topology, "globalCluster")}`);

/** A region's cluster of it. */
export const databaseClusterArn = (topology: Place, role: Role) =>
  arn("rds", topology.regions[role], topology, `cluster:${databaseClusterId(topology, role)}`);

export const databaseClusterId = (topology: Place, role: Role) => regionalName(topology, role, "databaseCluster");

/** What RDS has of a kind in a region: instances (`db`), snapshots of clusters. */
export const rdsArns = (topology: Place, role: Role, kind: "db" | "cluster-snapshot", identifiers: string) =>
  arn("rds", topology.regions[role], topology, `${kind}:${identifiers}`);

/** The function that reads a region's replication lag. */
export const lagReaderFunctionArn = (topology: Place, role: Role) =>
  arn("lambda", topology.regions[role], topology, `function:${regionalName(topology, role, "lagReader")}`);

/** Everything of EC2's in a region. */
export const networkArns = (topology: Place, role: Role) => arn("ec2", topology.regions[role], topology, "*/*");

/** A role's bucket for documents. Bucket names are global, so the ARN names neither region nor account. */
export const documentsBucketArn = ({ names }: Pick<Topology, "names">, role: Role) =>
  `arn:aws:s3:::${names[role].documentsBucket}`;

/** Every document in a role's bucket. */
export const documentsArn = (topology: Pick<Topology, "names">, role: Role) =>
  `${documentsBucketArn(topology, role)}/*`;

/** The object that says when a region was last alive. */
export const heartbeatObjectArn = (topology: Pick<Topology, "names" | "regions">, role: Role) =>
  `${documentsBucketArn(topology, role)}/${heartbeatObjectKey(topology.regions[role])}`;

/** The function that writes a region's heartbeat. */
export const heartbeatFunctionArn = (topology: Place, role: Role) =>
  arn("lambda", topology.regions[role], topology, `function:${topology.names[role].heartbeat}`);

/** The object that a region leaves as its last word of an epoch, in either region's bucket. */
export const markerObjectArn = (topology: Pick<Topology, "names" | "regions">, bucket: Role, of: Role) =>
  `${documentsBucketArn(topology, bucket)}/${markerObjectKey(topology.regions[of])}`;

/** What the failover controller knows, in the standby region alone. */
export const stateTableArn = (topology: Place) =>
  arn("dynamodb", topology.regions.standby, topology, `table/${topology.names.controller.stateTable}`);

/** The failover controller. */
export const controllerFunctionArn = (topology: Place) =>
  arn("lambda", topology.regions.standby, topology, `function:${topology.names.controller.function}`);

/** The log streams of the failover controller or of its latch. */
export const controllerLogsArn = (topology: Place, logGroup: "logGroup" | "latchLogGroup") =>
  arn("logs", topology.regions.standby, topology, `log-group:${topology.names.controller[logGroup]}:*`);

/** The group of every schedule that names no other. */
export const scheduleGroupArn = (topology: Place, role: Role) =>
  arn("scheduler", topology.regions[role], topology, "schedule-group/default");

/** The log streams of a region's functions, or of its instances. */
export const logStreamsArn = (topology: Place, role: Role, logGroup: RegionalLogGroup) =>
  arn("logs", topology.regions[role], topology, `log-group:${regionalName(topology, role, logGroup)}:*`);

/** A region's parameters, by the last part of their names, with what each holds beside the base of its API. */
export const endpointParameters = {
  "api-endpoint": { path: "", what: "base of the region's API" },
  "health-endpoint": { path: "/health", what: "whether the region is active and well" },
  "ready-endpoint": { path: "/ready", what: "whether the region could serve" },
} as const;

/** The ARNs of a region's parameters. */
export const parameterArns = (topology: Place, role: Role) =>
  Object.keys(endpointParameters).map((key) =>
    arn("ssm", topology.regions[role], topology, `parameter${regionalName(topology, role, "parameterPrefix")}/${key}`),
  );

/** Every log group of a region. */
export const logGroupsArn = (topology: Place, role: Role) =>
  arn("logs", topology.regions[role], topology, "log-group:*");

/** A topic by its region and name. */
export const topicArn = (topology: Pick<Topology, "accountId">, region: Region, topicName: string) =>
  arn("sns", region, topology, topicName);

/** A region's Auto Scaling group. AWS puts an identifier of its own between. */
export const autoScalingGroupArn = (topology: Place, role: Role) =>
  arn(
    "autoscaling",
    topology.regions[role],
    topology,
    `autoScalingGroup:*:autoScalingGroupName/${regionalName(topology, role, "autoScalingGroup")}`,
  );

/**
 * Where the program of a region's instances and its variables are in its bucket for documents. They name the region: the two
 * buckets copy to each other, and no key is written from both.
 */
export const serviceKeys = ({ regions }: Pick<Topology, "regions">, role: Role) => ({
  program: `programs/${regions[role]}/service.mjs`,
  configuration: `configuration/${regions[role]}/service.env`,
});

/**
 * The service-linked role that Auto Scaling makes its calls with in an environment: AWS names it after the service, with the
 * environment's suffix.
 */
export const autoScalingRoleArn = ({
  accountId,
  environmentSuffix,
}: Pick<Topology, "accountId" | "environmentSuffix">) =>
  `arn:aws:iam::${accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_${environmentSuffix}`;
