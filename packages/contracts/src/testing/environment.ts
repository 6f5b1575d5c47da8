import { requireEnvironment, topologyOf } from "@tandem/config";
import type { Topology } from "@tandem/config";

/** The topology of payments-us in the environment `dev`. */
export const topology: Topology = topologyOf(
  requireEnvironment({
    environment: "dev",
    profile: "payments-us",
    environmentSuffix: "dev1",
    accountId: "123456789012",
    domain: undefined,
    primaryRegion: undefined,
    standbyRegion: undefined,
  }),
);

/** What `shared` publishes for it. */
export const sharedOutputs = {
  contractVersion: 1,
  topology,
  primaryKeyArn: "arn:aws:kms:us-east-1:123456789012:key/mrk-1",
  standbyKeyArn: "arn:aws:kms:us-east-2:123456789012:key/mrk-1",
  primaryProcessorRoleArn: "arn:aws:iam::123456789012:role/payment-processor-us-east-1-dev1",
  standbyProcessorRoleArn: "arn:aws:iam::123456789012:role/payment-processor-us-east-2-dev1",
  primaryHeartbeatRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-us-east-1-dev1",
  standbyHeartbeatRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-us-east-2-dev1",
  primaryHeartbeatScheduleRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-schedule-us-east-1-dev1",
  standbyHeartbeatScheduleRoleArn: "arn:aws:iam::123456789012:role/payment-heartbeat-schedule-us-east-2-dev1",
  controllerRoleArn: "arn:aws:iam::123456789012:role/payment-failover-us-east-2-dev1",
  controllerScheduleRoleArn: "arn:aws:iam::123456789012:role/payment-failover-schedule-us-east-2-dev1",
  latchRoleArn: "arn:aws:iam::123456789012:role/payment-latch-us-east-2-dev1",
  replicationRoleArn: "arn:aws:iam::123456789012:role/payment-replication-global-dev1",
  recoveryRoleArn: "arn:aws:iam::123456789012:role/payment-dr-global-dev1",
};

/** What `global/foundation` publishes for it. */
export const foundationOutputs = {
  contractVersion: 1,
  zoneId: "Z1",
  zoneNameServers: ["ns-1.awsdns-01.org", "ns-2.awsdns-02.net"],
  workloadTableName: "payment-ledger-global-dev1",
  workloadTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/payment-ledger-global-dev1",
  controlTableName: "payment-control-global-dev1",
  controlTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/payment-control-global-dev1",
  certificateArns: {},
};
