import { RDSClient, paginateDescribeDBClusterSnapshots } from "@aws-sdk/client-rds";
import { everyItem } from "../plugin/catalogue/calls.ts";
import { catalogue } from "../plugin/catalogue/index.ts";
import type { Inventoried } from "./inventory.ts";

/** Of Aurora clusters: no program makes them. */
const clusterSnapshots: Inventoried = {
  type: "aws:rds/clusterSnapshot:ClusterSnapshot",
  async list(context) {
    const pages = paginateDescribeDBClusterSnapshots({ client: context.client(RDSClient) }, {});
    const snapshots = await everyItem(pages, ({ DBClusterSnapshots }) => DBClusterSnapshots);
    return snapshots.map(({ DBClusterSnapshotIdentifier: id = "" }) => ({ id, name: id }));
  },
};

/** What programs make, and what others make of it. */
export const inventoried: readonly Inventoried[] = [...catalogue.values(), clusterSnapshots];
