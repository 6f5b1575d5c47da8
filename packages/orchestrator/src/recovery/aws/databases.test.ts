import { describe, expect, it } from "vitest";
import * as databases from "./databases.ts";
import { missing, othersTag, othersTags, ownTags, wantedWith } from "./testing/wanted.ts";

const arn = "arn:aws:rds:us-east-1:123456789012:one";

/** The finder, the input that has the name, the call, the parameter for the name, the answer's list and ARN, and the errors. */
const named = [
  [
    "a global cluster",
    databases.globalCluster,
    "globalClusterIdentifier",
    ["DescribeGlobalClusters", "GlobalClusterIdentifier", "GlobalClusters", "GlobalClusterArn"],
    ["GlobalClusterNotFoundFault"],
  ],
  [
    "a cluster",
    databases.cluster,
    "clusterIdentifier",
    ["DescribeDBClusters", "DBClusterIdentifier", "DBClusters", "DBClusterArn"],
    ["DBClusterNotFoundFault"],
  ],
  [
    "an instance",
    databases.clusterInstance,
    "identifier",
    ["DescribeDBInstances", "DBInstanceIdentifier", "DBInstances", "DBInstanceArn"],
    ["DBInstanceNotFound", "DBInstanceNotFoundFault"],
  ],
  [
    "a subnet group",
    databases.subnetGroup,
    "name",
    ["DescribeDBSubnetGroups", "DBSubnetGroupName", "DBSubnetGroups", "DBSubnetGroupArn"],
    ["DBSubnetGroupNotFoundFault"],
  ],
  [
    "a cluster's parameter group",
    databases.clusterParameterGroup,
    "name",
    [
      "DescribeDBClusterParameterGroups",
      "DBClusterParameterGroupName",
      "DBClusterParameterGroups",
      "DBClusterParameterGroupArn",
    ],
    ["DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"],
  ],
  [
    "an instance's parameter group",
    databases.parameterGroup,
    "name",
    ["DescribeDBParameterGroups", "DBParameterGroupName", "DBParameterGroups", "DBParameterGroupArn"],
    ["DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"],
  ],
  [
    "an event subscription",
    databases.eventSubscription,
    "name",
    ["DescribeEventSubscriptions", "SubscriptionName", "EventSubscriptionsList", "EventSubscriptionArn"],
    ["SubscriptionNotFound", "SubscriptionNotFoundFault"],
  ],
] as const;

describe.for(named)("%s", ([, find, nameInput, [call, parameter, list, arnName], errors]) => {
  const asked = (answer: (input: object) => unknown, TagList: unknown) =>
    find(
      wantedWith(
        { [nameInput]: "Ledger" },
        {
          [call]: answer,
          ListTagsForResource: (input: object) => {
            expect(input).toEqual({ ResourceName: arn });
            return { TagList };
          },
        },
      ),
    );

  it("is the one of the name, in lower case, with the resource's tag", async () => {
    const answer = (input: object) => {
      expect(input).toEqual({ [parameter]: "ledger" });
      return { [list]: [{ [arnName]: arn }] };
    };
    expect(await asked(answer, ownTags)).toEqual({ id: "ledger" });
    expect(await asked(answer, othersTags)).toEqual({ cannotTell: `ledger exists, but ${othersTag}` });
  });

  it("is absent where there is none of the name", async () => {
    for (const error of errors) expect(await asked(missing(error), ownTags)).toBe("absent");
    expect(await asked(() => ({}), ownTags)).toBe("absent");
  });

  it("is not taken for absent where RDS says anything else", async () => {
    await expect(asked(missing("AccessDenied"), ownTags)).rejects.toThrow("AccessDenied");
  });
});
