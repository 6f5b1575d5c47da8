import { forRoles } from "./purposes.ts";
import type { WildcardException } from "./wildcards.ts";

const inNetworks = ["function", "health", "heartbeat", "lag-reader"] as const;
const withDatabases = ["function", "health", "heartbeat", "instance", "lag-reader"] as const;

/**
 * The reviewed list of wildcard resources, each with its reason. Sources: the Service Authorization Reference's tables of EC2,
 * EC2 Auto Scaling and RDS; Secrets Manager, "Secret ARN".
 */
export const wildcardExceptions: readonly WildcardException[] = [
  ...forRoles(inNetworks, {
    sid: "Network",
    resource: /^arn:aws:ec2:[a-z0-9-]+:\d{12}:\*\/\*$/,
    reason:
      "EC2 makes up the interfaces' names, and IAM takes subnets, groups and interfaces of this account and region only",
  }),
  ...forRoles(inNetworks, {
    sid: "NetworkSeen",
    resource: /^\*$/,
    reason: "DescribeNetworkInterfaces and DescribeSubnets have no resource level (AWS), and change nothing",
  }),
  ...forRoles(withDatabases, {
    sid: "DatabaseSecret",
    resource: /^arn:aws:secretsmanager:[a-z0-9-]+:\d{12}:secret:[^*?]+-\?{6}$/,
    reason:
      "Secrets Manager ends a secret's ARN with six characters of its own; AWS documents the six question marks for a policy",
  }),
  ...forRoles(["controller"], {
    sid: "Groups",
    resource: /^\*$/,
    reason: "DescribeAutoScalingGroups has no resource level (AWS), and changes nothing",
  }),
  ...forRoles(["controller"], {
    sid: "GroupCapacity",
    resource: /^arn:aws:autoscaling:[a-z0-9-]+:\d{12}:autoScalingGroup:\*:autoScalingGroupName\/[^*?]+$/,
    reason: "EC2 Auto Scaling puts an identifier of its own into a group's ARN, before the name of this one group",
  }),
  ...forRoles(["controller"], {
    sid: "Instances",
    resource: /^arn:aws:rds:[a-z0-9-]+:\d{12}:db:\*$/,
    reason: "DescribeDBInstances of a cluster is a list, which IAM takes for one of every instance; it changes nothing",
  }),
  ...forRoles(["controller"], {
    sid: "Snapshots",
    resource: /^arn:aws:rds:[a-z0-9-]+:\d{12}:cluster-snapshot:\*$/,
    reason:
      "DescribeDBClusterSnapshots of a cluster is a list, which IAM takes for one of every snapshot; it changes nothing",
  }),
  ...forRoles(["controller"], {
    sid: "LostTail",
    resource: /^arn:aws:rds:[a-z0-9-]+:\d{12}:cluster-snapshot:(rds:unplanned-global-failover|kept-[a-z0-9-]+)-\*$/,
    reason:
      "RDS makes up the rest of the name of a snapshot of a writer that was left behind; its copy's ends with its time",
  }),
  ...forRoles(["controller"], {
    sid: "KeptTail",
    resource: /^arn:aws:rds:[a-z0-9-]+:\d{12}:cluster-snapshot:kept-[a-z0-9-]+-\*$/,
    reason: "the copy's name ends with the time of the snapshot that it was made of",
  }),
];
