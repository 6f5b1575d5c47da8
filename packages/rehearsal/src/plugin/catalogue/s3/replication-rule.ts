import type {
  Destination,
  OwnerOverride,
  ReplicationRule,
  ReplicationRuleFilter,
  ReplicationRuleStatus,
  SourceSelectionCriteria,
  StorageClass,
} from "@aws-sdk/client-s3";
import type { Properties } from "../../entry.ts";
import { number, object, present, requiredText, text, textMap } from "../properties.ts";
import { tagList, tagsFromList } from "../tags.ts";
import { given } from "./shared.ts";

/** A rule as S3 takes it. S3 itself refuses values that are none of its own. */
export function replicationRule(rule: Properties): ReplicationRule {
  return {
    DeleteMarkerReplication: withStatus(object(rule, "deleteMarkerReplication")),
    Destination: destination(object(rule, "destination") ?? {}),
    Filter: given(object(rule, "filter"), filter),
    ID: text(rule, "id"),
    Priority: number(rule, "priority"),
    SourceSelectionCriteria: given(object(rule, "sourceSelectionCriteria"), (criteria) => ({
      ReplicaModifications: withStatus(object(criteria, "replicaModifications")),
      SseKmsEncryptedObjects: withStatus(object(criteria, "sseKmsEncryptedObjects")),
    })),
    Status: statusOf(rule),
  };
}

/** A rule as a program writes it; without the name that S3 gives to a rule whose program (`known`) gives none. */
export function replicationRuleView(rule: ReplicationRule, known: Properties | undefined): Properties {
  return present({
    deleteMarkerReplication: statusView(rule.DeleteMarkerReplication),
    destination: given(rule.Destination, destinationView),
    filter: given(rule.Filter, filterView),
    id: known === undefined || known["id"] !== undefined ? rule.ID : undefined,
    priority: rule.Priority,
    sourceSelectionCriteria: given(rule.SourceSelectionCriteria, criteriaView),
    status: rule.Status,
  });
}

function destination(of: Properties): Destination {
  return {
    AccessControlTranslation: given(object(of, "accessControlTranslation"), (translation) => ({
      Owner: requiredText(translation, "owner") as OwnerOverride,
    })),
    Account: text(of, "account"),
    Bucket: requiredText(of, "bucket"),
    EncryptionConfiguration: given(object(of, "encryptionConfiguration"), (encryption) => ({
      ReplicaKmsKeyID: requiredText(encryption, "replicaKmsKeyId"),
    })),
    Metrics: given(object(of, "metrics"), (metrics) => ({
      EventThreshold: given(object(metrics, "eventThreshold"), (threshold) => ({
        Minutes: number(threshold, "minutes"),
      })),
      Status: statusOf(metrics),
    })),
    ReplicationTime: given(object(of, "replicationTime"), (time) => ({
      Status: statusOf(time),
      Time: { Minutes: number(object(time, "time") ?? {}, "minutes") },
    })),
    StorageClass: text(of, "storageClass") as StorageClass | undefined,
  };
}

function destinationView(of: Destination): Properties {
  return present({
    accessControlTranslation: given(of.AccessControlTranslation, ({ Owner }) => present({ owner: Owner })),
    account: of.Account,
    bucket: of.Bucket,
    encryptionConfiguration: given(of.EncryptionConfiguration, ({ ReplicaKmsKeyID }) =>
      present({ replicaKmsKeyId: ReplicaKmsKeyID }),
    ),
    metrics: given(of.Metrics, ({ EventThreshold, Status }) =>
      present({ eventThreshold: given(EventThreshold, minutesView), status: Status }),
    ),
    replicationTime: given(of.ReplicationTime, ({ Status, Time }) =>
      present({ status: Status, time: given(Time, minutesView) }),
    ),
    storageClass: of.StorageClass,
  });
}

function filter(of: Properties): ReplicationRuleFilter {
  return {
    And: given(object(of, "and"), (and) => ({ Prefix: text(and, "prefix"), Tags: tagList(textMap(and, "tags")) })),
    Prefix: text(of, "prefix"),
    Tag: given(object(of, "tag"), (tag) => ({ Key: requiredText(tag, "key"), Value: requiredText(tag, "value") })),
  };
}

function filterView(of: ReplicationRuleFilter): Properties {
  return present({
    and: given(of.And, ({ Prefix, Tags }) => present({ prefix: Prefix, tags: given(Tags, tagsFromList) })),
    prefix: of.Prefix,
    tag: given(of.Tag, ({ Key, Value }) => present({ key: Key, value: Value })),
  });
}

function criteriaView(of: SourceSelectionCriteria): Properties {
  return present({
    replicaModifications: statusView(of.ReplicaModifications),
    sseKmsEncryptedObjects: statusView(of.SseKmsEncryptedObjects),
  });
}

function statusOf(of: Properties): ReplicationRuleStatus {
  return requiredText(of, "status") as ReplicationRuleStatus;
}

function withStatus(of: Properties | undefined): { Status: ReplicationRuleStatus } | undefined {
  return given(of, (some) => ({ Status: statusOf(some) }));
}

function statusView(of: { Status?: string | undefined } | undefined): Properties | undefined {
  return given(of, ({ Status }) => present({ status: Status }));
}

function minutesView({ Minutes }: { Minutes?: number | undefined }): Properties {
  return present({ minutes: Minutes });
}
