import { requireEnvironment, topologyOf } from "@tandem/config";

/** What a person says of the environment. */
export const environment = {
  environment: "dev",
  profile: "payments-us",
  environmentSuffix: "dev1",
  accountId: "123456789012",
  domain: undefined,
  primaryRegion: undefined,
  standbyRegion: undefined,
};
export const topology = topologyOf(requireEnvironment(environment));
/** What a region publishes. */
export const region = (name: string, apiId: string) => ({
  contractVersion: 1,
  apiId,
  apiEndpoint: `https://${apiId}.execute-api.${name}.amazonaws.com/prod`,
  apiHostname: `${apiId}.execute-api.${name}.amazonaws.com`,
  trafficHostname: `${apiId}.execute-api.${name}.amazonaws.com`,
  processorFunctionName: `payment-processor-${name}-dev1`,
  processorFunctionArn: `arn:aws:lambda:${name}:123456789012:function:payment-processor-${name}-dev1`,
  alertTopicArn: `arn:aws:sns:${name}:123456789012:failover-alerts-${name}-dev1`,
  alarmArns: [`arn:aws:cloudwatch:${name}:123456789012:alarm:payment-alarm-${name}-dev1-region`],
});
/** What the standby publishes beside. */
export const control = {
  controllerFunctionName: "payment-failover-us-east-2-dev1",
  stateTableName: "payment-failover-state-us-east-2-dev1",
  latchUrl: "https://l1.lambda-url.us-east-2.on.aws/latch",
  latchHealthCheckId: "latch-check",
};
/** What the stacks above publish. */
export const references = {
  "organization/tandem-shared/dev": {
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
  },
  "organization/tandem-global/dev-foundation": {
    contractVersion: 1,
    zoneId: "Z0123456789",
    zoneNameServers: ["ns-0.awsdns-00.com"],
    workloadTableName: "payment-ledger-global-dev1",
    workloadTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/payment-ledger-global-dev1",
    controlTableName: "payment-control-global-dev1",
    controlTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/payment-control-global-dev1",
    certificateArns: {},
  },
  "organization/tandem-primary-region/dev": region("us-east-1", "aaaaaaaaaa"),
  "organization/tandem-standby-region/dev": { ...region("us-east-2", "bbbbbbbbbb"), ...control },
};
/** How the harness names the run of each plane. */
export const planes = {
  foundation: { project: "tandem-global", stack: "dev-foundation", references },
  traffic: { project: "tandem-global", stack: "dev-traffic", references },
};
