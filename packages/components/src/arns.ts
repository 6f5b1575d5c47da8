import type { Role, Topology } from "@tandem/config";

type Place = Pick<Topology, "regions" | "accountId" | "names">;

// Regions of the `aws` partition are the only ones that a topology accepts.
const arn = (service: string, region: string, { accountId }: Pick<Topology, "accountId">, resource: string) =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** The account itself, as a principal: what its own IAM policies allow. */
export const accountArn = (topology: Pick<Topology, "accountId">) => arn("iam", "", topology, "root");

/** A role's replica of one of the two global tables. */
export const tableArn = (topology: Place, table: "workloadTable" | "controlTable", role: Role) =>
  arn("dynamodb", topology.regions[role], topology, `table/${topology.names.global[table]}`);

/** A role's bucket for documents. Bucket names are global, so the ARN names neither region nor account. */
export const documentsBucketArn = ({ names }: Pick<Topology, "names">, role: Role) =>
  `arn:aws:s3:::${names[role].documentsBucket}`;

/** Every document in a role's bucket. */
export const documentsArn = (topology: Pick<Topology, "names">, role: Role) =>
  `${documentsBucketArn(topology, role)}/*`;

/** The log streams of a region's function. */
export const processorLogsArn = (topology: Place, role: Role) =>
  arn("logs", topology.regions[role], topology, `log-group:${topology.names[role].processorLogGroup}:*`);

/** Every log group of a region. */
export const logGroupsArn = (topology: Place, role: Role) =>
  arn("logs", topology.regions[role], topology, "log-group:*");

/** A region's alert topic. */
export const alertTopicArn = (topology: Place, role: Role) =>
  arn("sns", topology.regions[role], topology, topology.names[role].alertTopic);
