import type {
  ExpirationStatus,
  LifecycleRule,
  LifecycleRuleFilter,
  NoncurrentVersionTransition,
  Transition,
  TransitionStorageClass,
} from "@aws-sdk/client-s3";
import type { Properties } from "../../entry.ts";
import { flag, number, object, objects, present, requiredText, text, textMap } from "../properties.ts";
import { tagList, tagsFromList } from "../tags.ts";
import { given } from "./shared.ts";

/** A rule as S3 takes it. S3 itself refuses values that are none of its own. */
export function lifecycleRule(rule: Properties): LifecycleRule {
  return {
    AbortIncompleteMultipartUpload: given(object(rule, "abortIncompleteMultipartUpload"), (abort) => ({
      DaysAfterInitiation: number(abort, "daysAfterInitiation"),
    })),
    Expiration: given(object(rule, "expiration"), (expiration) => ({
      Date: given(text(expiration, "date"), dateOf),
      Days: number(expiration, "days"),
      ExpiredObjectDeleteMarker: flag(expiration, "expiredObjectDeleteMarker"),
    })),
    Filter: filter(object(rule, "filter") ?? {}),
    ID: requiredText(rule, "id"),
    NoncurrentVersionExpiration: given(object(rule, "noncurrentVersionExpiration"), (expiration) => ({
      NewerNoncurrentVersions: number(expiration, "newerNoncurrentVersions"),
      NoncurrentDays: number(expiration, "noncurrentDays"),
    })),
    NoncurrentVersionTransitions: objects(rule, "noncurrentVersionTransitions").map((transition) => ({
      NewerNoncurrentVersions: number(transition, "newerNoncurrentVersions"),
      NoncurrentDays: number(transition, "noncurrentDays"),
      StorageClass: storageClass(transition),
    })),
    Status: requiredText(rule, "status") as ExpirationStatus,
    Transitions: objects(rule, "transitions").map((transition) => ({
      Date: given(text(transition, "date"), dateOf),
      Days: number(transition, "days"),
      StorageClass: storageClass(transition),
    })),
  };
}

/** A rule as a program writes it. */
export function lifecycleRuleView(rule: LifecycleRule): Properties {
  return present({
    abortIncompleteMultipartUpload: given(rule.AbortIncompleteMultipartUpload, (abort) =>
      present({ daysAfterInitiation: abort.DaysAfterInitiation }),
    ),
    expiration: given(rule.Expiration, (expiration) =>
      present({
        date: given(expiration.Date, dateView),
        days: expiration.Days,
        expiredObjectDeleteMarker: expiration.ExpiredObjectDeleteMarker,
      }),
    ),
    filter: given(rule.Filter, filterView),
    id: rule.ID,
    noncurrentVersionExpiration: given(rule.NoncurrentVersionExpiration, (expiration) =>
      present({
        newerNoncurrentVersions: expiration.NewerNoncurrentVersions,
        noncurrentDays: expiration.NoncurrentDays,
      }),
    ),
    noncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(noncurrentView),
    status: rule.Status,
    transitions: rule.Transitions?.map(transitionView),
  });
}

function filter(of: Properties): LifecycleRuleFilter {
  return {
    And: given(object(of, "and"), (and) => ({
      ObjectSizeGreaterThan: number(and, "objectSizeGreaterThan"),
      ObjectSizeLessThan: number(and, "objectSizeLessThan"),
      Prefix: text(and, "prefix"),
      Tags: tagList(textMap(and, "tags")),
    })),
    ObjectSizeGreaterThan: number(of, "objectSizeGreaterThan"),
    ObjectSizeLessThan: number(of, "objectSizeLessThan"),
    Prefix: text(of, "prefix"),
    Tag: given(object(of, "tag"), (tag) => ({ Key: requiredText(tag, "key"), Value: requiredText(tag, "value") })),
  };
}

function filterView(of: LifecycleRuleFilter): Properties {
  return present({
    and: given(of.And, (and) =>
      present({
        objectSizeGreaterThan: and.ObjectSizeGreaterThan,
        objectSizeLessThan: and.ObjectSizeLessThan,
        prefix: and.Prefix,
        tags: given(and.Tags, tagsFromList),
      }),
    ),
    objectSizeGreaterThan: of.ObjectSizeGreaterThan,
    objectSizeLessThan: of.ObjectSizeLessThan,
    prefix: of.Prefix,
    tag: given(of.Tag, ({ Key, Value }) => present({ key: Key, value: Value })),
  });
}

function noncurrentView(of: NoncurrentVersionTransition): Properties {
  return present({
    newerNoncurrentVersions: of.NewerNoncurrentVersions,
    noncurrentDays: of.NoncurrentDays,
    storageClass: of.StorageClass,
  });
}

function transitionView(of: Transition): Properties {
  return present({ date: given(of.Date, dateView), days: of.Days, storageClass: of.StorageClass });
}

function storageClass(of: Properties): TransitionStorageClass {
  return requiredText(of, "storageClass") as TransitionStorageClass;
}

/** S3 takes a moment at midnight UTC. */
function dateOf(written: string): Date {
  const date = new Date(written);
  if (Number.isNaN(date.getTime())) {
    throw new TypeError(`date is ${JSON.stringify(written)}; legal: midnight UTC, for example "2027-01-01T00:00:00Z"`);
  }
  return date;
}

/** Without the fraction of a second, which a program leaves out. */
function dateView(date: Date): string {
  return date.toISOString().replace(".000Z", "Z");
}
