import type { ReplicaDescription, TableDescription, TimeToLiveDescription } from "@aws-sdk/client-dynamodb";
import type { Properties } from "../../entry.ts";
import { objects, present, text } from "../properties.ts";
import type { Tags } from "../tags.ts";
import { tagOutputs } from "../tags.ts";

/** One replica, as its own region describes it. */
export interface ReplicaView {
  readonly listed: ReplicaDescription;
  readonly table: TableDescription;
  readonly pointInTimeRecovery: boolean;
}

/** A table, as the region that owns it describes it. */
export interface TableView {
  readonly table: TableDescription;
  readonly ttl: TimeToLiveDescription | undefined;
  readonly pointInTimeRecovery: boolean;
  readonly tags: Tags;
  readonly replicas: readonly ReplicaView[];
}

/** The table's properties and outputs, under the names of the official provider. */
export function tableProperties({ table, ttl, pointInTimeRecovery, tags, replicas }: TableView, known: Properties) {
  return present({
    name: table.TableName,
    billingMode: table.BillingModeSummary?.BillingMode ?? "PROVISIONED",
    hashKey: keyOf(table, "HASH"),
    rangeKey: keyOf(table, "RANGE"),
    attributes: (table.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) =>
      present({ name: AttributeName, type: AttributeType }),
    ),
    pointInTimeRecovery: { enabled: pointInTimeRecovery },
    serverSideEncryption: encryption(table),
    deletionProtectionEnabled: table.DeletionProtectionEnabled ?? false,
    streamEnabled: table.StreamSpecification?.StreamEnabled ?? false,
    streamViewType: table.StreamSpecification?.StreamViewType,
    ttl:
      ttl?.TimeToLiveStatus === "ENABLED" || ttl?.TimeToLiveStatus === "ENABLING"
        ? present({ enabled: true, attributeName: ttl.AttributeName })
        : { enabled: false },
    tableClass: table.TableClassSummary?.TableClass ?? "STANDARD",
    replicas: replicas.map((replica) => replicaProperties(replica, known)),
    arn: table.TableArn,
    streamArn: table.LatestStreamArn,
    streamLabel: table.LatestStreamLabel,
    ...tagOutputs(tags),
  });
}

/** What no call reports stays as it was last set for the same region. */
function replicaProperties({ listed, table, pointInTimeRecovery }: ReplicaView, known: Properties): Properties {
  const set = objects(known, "replicas").find((replica) => text(replica, "regionName") === listed.RegionName) ?? {};
  return present({
    regionName: listed.RegionName,
    kmsKeyArn: listed.KMSMasterKeyId ?? set["kmsKeyArn"],
    propagateTags: set["propagateTags"],
    consistencyMode: set["consistencyMode"],
    pointInTimeRecovery,
    deletionProtectionEnabled: table.DeletionProtectionEnabled ?? false,
    arn: table.TableArn,
    streamArn: table.LatestStreamArn,
    streamLabel: table.LatestStreamLabel,
  });
}

function keyOf(table: TableDescription, type: "HASH" | "RANGE"): string | undefined {
  return table.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
}

/** The key that AWS manages for DynamoDB is what `enabled` without a key means, so it is not named. */
function encryption({ SSEDescription }: TableDescription): Properties {
  const { Status, KMSMasterKeyArn } = SSEDescription ?? {};
  if (Status !== "ENABLED" && Status !== "UPDATING") return { enabled: false };
  const managed = KMSMasterKeyArn?.endsWith(":alias/aws/dynamodb") === true;
  return present({ enabled: true, kmsKeyArn: managed ? undefined : KMSMasterKeyArn });
}
