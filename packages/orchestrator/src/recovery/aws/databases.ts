import {
  DescribeDBClusterParameterGroupsCommand,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBParameterGroupsCommand,
  DescribeDBSubnetGroupsCommand,
  DescribeEventSubscriptionsCommand,
  DescribeGlobalClustersCommand,
  ListTagsForResourceCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { input, ofName, tagsOf, unlessMissing } from "./wanted.ts";
import type { Finder } from "./wanted.ts";

/** RDS keeps names in lower case, and has one error under two names: on the wire, and in its SDK. */
export const globalCluster = named("globalClusterIdentifier", "GlobalClusterNotFound", async (rds, name) => {
  const command = new DescribeGlobalClustersCommand({ GlobalClusterIdentifier: name });
  return (await rds.send(command)).GlobalClusters?.[0]?.GlobalClusterArn;
});

export const cluster = named("clusterIdentifier", "DBClusterNotFound", async (rds, name) => {
  const command = new DescribeDBClustersCommand({ DBClusterIdentifier: name });
  return (await rds.send(command)).DBClusters?.[0]?.DBClusterArn;
});

export const clusterInstance = named("identifier", "DBInstanceNotFound", async (rds, name) => {
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: name });
  return (await rds.send(command)).DBInstances?.[0]?.DBInstanceArn;
});

export const subnetGroup = named("name", "DBSubnetGroupNotFound", async (rds, name) => {
  const command = new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: name });
  return (await rds.send(command)).DBSubnetGroups?.[0]?.DBSubnetGroupArn;
});

/** Parameter groups get their parameters by a second call; where the run died between the two, an update makes it. */
export const clusterParameterGroup = named("name", "DBParameterGroupNotFound", async (rds, name) => {
  const command = new DescribeDBClusterParameterGroupsCommand({ DBClusterParameterGroupName: name });
  return (await rds.send(command)).DBClusterParameterGroups?.[0]?.DBClusterParameterGroupArn;
});

export const parameterGroup = named("name", "DBParameterGroupNotFound", async (rds, name) => {
  const command = new DescribeDBParameterGroupsCommand({ DBParameterGroupName: name });
  return (await rds.send(command)).DBParameterGroups?.[0]?.DBParameterGroupArn;
});

export const eventSubscription = named("name", "SubscriptionNotFound", async (rds, name) => {
  const command = new DescribeEventSubscriptionsCommand({ SubscriptionName: name });
  return (await rds.send(command)).EventSubscriptionsList?.[0]?.EventSubscriptionArn;
});

/**
 * What RDS knows by a name, which is its identifier too.
 * @param nameInput the input that has it
 * @param missing the error by which RDS says that there is none
 */
function named(
  nameInput: string,
  missing: string,
  arnOf: (rds: RDSClient, name: string) => Promise<string | undefined>,
): Finder {
  return async (wanted) => {
    const rds = wanted.client(RDSClient);
    const name = input(wanted, nameInput).toLowerCase();
    const ResourceName = await unlessMissing(arnOf(rds, name), missing, `${missing}Fault`);
    if (ResourceName === undefined) return "absent";
    const { TagList } = await rds.send(new ListTagsForResourceCommand({ ResourceName }));
    return ofName(wanted, name, tagsOf(TagList));
  };
}
