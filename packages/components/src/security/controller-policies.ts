import type * as pulumi from "@pulumi/pulumi";
import { roles } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import { fenceItemKey, markerItemKey, stateItemKeys } from "@tandem/config/control";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import { controllerPermissions, latchPermissions } from "@tandem/handlers";
import {
  controllerFunctionArn,
  controllerLogsArn,
  documentsBucketArn,
  markerObjectArn,
  markerTable,
  stateTableArn,
  tableArn,
  topicArn,
} from "../arns.ts";
import { itemsOf, policyDocument } from "../policy.ts";
import type { PolicyDocument, Statement } from "../policy.ts";
import { controllerComputeStatements } from "./controller-compute-statements.ts";
import { controllerDatabaseStatements } from "./controller-database-statements.ts";
import { logsStatement } from "./logs-statement.ts";
import { tableKeyStatement } from "./table-key.ts";

type Policy = PolicyDocument<pulumi.Input<string>>;
type KeyArns = Readonly<Record<Role, pulumi.Input<string>>>;

/**
 * What the failover controller may do: all of its own table; of the tables and buckets of both regions its fences and
 * markers, and the heartbeats here; tell both topics; and, where there are such, move the writer of the database and set how
 * many instances serve. It deletes nothing.
 */
export function controllerPolicy(topology: Topology, keyArns: KeyArns): Policy {
  const { regions, names } = topology;
  const bothKeys = roles.map((role) => keyArns[role]);
  return policyDocument<pulumi.Input<string>>([
    {
      Sid: "State",
      Effect: "Allow",
      Action: controllerPermissions.stateTable,
      Resource: stateTableArn(topology),
    },
    {
      Sid: "Fences",
      Effect: "Allow",
      Action: controllerPermissions.fences,
      Resource: roles.map((role) => tableArn(topology, "controlTable", role)),
      Condition: itemsOf(roles.map((role) => fenceItemKey(regions[role]).pk)),
    },
    {
      Sid: "Heartbeats",
      Effect: "Allow",
      Action: controllerPermissions.heartbeats,
      Resource: tableArn(topology, "controlTable", "standby"),
      Condition: itemsOf(roles.map((role) => heartbeatItemKey(regions[role]).pk)),
    },
    {
      Sid: "Markers",
      Effect: "Allow",
      Action: controllerPermissions.markers,
      Resource: roles.map((role) => tableArn(topology, markerTable(topology), role)),
      Condition: itemsOf(roles.map((role) => markerItemKey(regions[role]).pk)),
    },
    {
      Sid: "MarkerBuckets",
      Effect: "Allow",
      Action: controllerPermissions.markerBuckets,
      Resource: roles.map((role) => documentsBucketArn(topology, role)),
    },
    {
      Sid: "MarkerObjects",
      Effect: "Allow",
      Action: controllerPermissions.markerObjects,
      Resource: roles.flatMap((bucket) => roles.map((of) => markerObjectArn(topology, bucket, of))),
    },
    tableKeyStatement(
      roles.map((role) => regions[role]),
      bothKeys,
    ),
    keyStatement("MarkerKey", controllerPermissions.markerKey, bothKeys, topology, "s3"),
    {
      Sid: "Topics",
      Effect: "Allow",
      Action: controllerPermissions.topics,
      Resource: roles.map((role) => topicArn(topology, regions[role], names[role].alertTopic)),
    },
    keyStatement("TopicKey", controllerPermissions.topicKey, bothKeys, topology, "sns"),
    logsStatement(controllerLogsArn(topology, "logGroup")),
    ...controllerDatabaseStatements(topology, keyArns),
    ...controllerComputeStatements(topology),
  ]);
}

/** What the controller's schedule may do. */
export function controllerSchedulePolicy(topology: Topology): PolicyDocument {
  return policyDocument([
    { Sid: "Start", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: controllerFunctionArn(topology) },
  ]);
}

/** What the latch may do: read the one item that it tells of. Anybody may ask it. */
export function latchPolicy(topology: Topology, keyArn: pulumi.Input<string>): Policy {
  return policyDocument<pulumi.Input<string>>([
    {
      Sid: "Latch",
      Effect: "Allow",
      Action: latchPermissions.stateTable,
      Resource: stateTableArn(topology),
      Condition: itemsOf([stateItemKeys.latch.pk]),
    },
    tableKeyStatement([topology.regions.standby], [keyArn]),
    logsStatement(controllerLogsArn(topology, "latchLogGroup")),
  ]);
}

function keyStatement(
  Sid: string,
  Action: readonly string[],
  keyArns: readonly pulumi.Input<string>[],
  { regions }: Topology,
  service: "s3" | "sns",
): Statement<pulumi.Input<string>> {
  const services = roles.map((role) => `${service}.${regions[role]}.amazonaws.com`);
  return {
    Sid,
    Effect: "Allow",
    Action,
    Resource: keyArns,
    Condition: { StringEquals: { "kms:ViaService": services } },
  };
}
