import { controllerPermissions } from "../controller/permissions.ts";

/** Every IAM action of a controller that moves a database as well, per resource; its role needs these and no more. */
export const controllerDatabasePermissions = {
  ...controllerPermissions,
  /** On both regions' readings (`replicationLagItemKey`) in the standby's replica of the control table: read them. */
  replicationLag: ["dynamodb:GetItem"],
  /** On the global cluster and both clusters, in both regions: where the writer is, and to move it. */
  globalCluster: ["rds:DescribeGlobalClusters", "rds:FailoverGlobalCluster", "rds:SwitchoverGlobalCluster"],
  /** On both clusters, each in its region. */
  clusters: ["rds:DescribeDBClusters"],
  /** On instances of both clusters; a list has no resource of its own, so this is on all of the account's. */
  instances: ["rds:DescribeDBInstances"],
  /** On snapshots of both clusters, each in its region: find the lost tail. */
  snapshots: ["rds:DescribeDBClusterSnapshots"],
  /** On the lost tail's snapshot, and on those that keep it (`keptTailPrefix`): copy it. */
  lostTail: ["rds:CopyDBClusterSnapshot"],
  /** On those that keep it: give a copy the source's tags, which RDS asks for (AWS), and make way for another one. */
  keptTail: ["rds:AddTagsToResource", "rds:DeleteDBClusterSnapshot"],
  /** On the key of the copied snapshot, through RDS. */
  snapshotKey: ["kms:CreateGrant", "kms:DescribeKey"],
  /** Has no resource level (AWS). */
  groups: ["autoscaling:DescribeAutoScalingGroups"],
  /** On both Auto Scaling groups, each in its region. */
  groupCapacity: ["autoscaling:UpdateAutoScalingGroup"],
  /** On both functions with reserved concurrency, each in its region. */
  functionCapacity: ["lambda:GetFunctionConcurrency", "lambda:PutFunctionConcurrency"],
} as const;
