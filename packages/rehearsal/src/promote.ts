import { DescribeGlobalClustersCommand, FailoverGlobalClusterCommand, RDSClient } from "@aws-sdk/client-rds";
import { rehearsalCredentials } from "./sandbox/environment.ts";

/**
 * Fails a global database over as a person does, at the endpoint of the region that takes over.
 * @param endpoint The region gate.
 * @throws Error where the database has no cluster in that region, or RDS refuses
 */
export async function promote(endpoint: string, globalCluster: string, region: string): Promise<void> {
  const rds = new RDSClient({ endpoint, region, credentials: rehearsalCredentials });
  const asked = { GlobalClusterIdentifier: globalCluster };
  const { GlobalClusters = [] } = await rds.send(new DescribeGlobalClustersCommand(asked));
  const members = GlobalClusters.flatMap(({ GlobalClusterMembers = [] }) => GlobalClusterMembers);
  const target = members.find(({ DBClusterArn }) => DBClusterArn?.split(":")[3] === region)?.DBClusterArn;
  if (target === undefined) throw new Error(`${globalCluster} has no cluster in ${region}`);
  await rds.send(
    new FailoverGlobalClusterCommand({ ...asked, TargetDbClusterIdentifier: target, AllowDataLoss: true }),
  );
}
