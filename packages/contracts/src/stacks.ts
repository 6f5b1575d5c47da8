import { topologySchema } from "@tandem/config";
import { z } from "zod";
import { defineContract } from "./contract.ts";
import { arn, hostname, httpsUrl, name, pinned } from "./leaves.ts";
import { defineStack } from "./stack.ts";

/** Keys, roles and the topology that every other stack reads. */
export const sharedContract = defineContract({
  project: "shared",
  version: 1,
  outputs: {
    topology: topologySchema,
    primaryKeyArn: pinned(arn("kms")),
    standbyKeyArn: pinned(arn("kms")),
    primaryProcessorRoleArn: pinned(arn("iam")),
    standbyProcessorRoleArn: pinned(arn("iam")),
    /** What the heartbeat functions run as. */
    primaryHeartbeatRoleArn: pinned(arn("iam")),
    standbyHeartbeatRoleArn: pinned(arn("iam")),
    /** What EventBridge Scheduler starts them with. */
    primaryHeartbeatScheduleRoleArn: pinned(arn("iam")),
    standbyHeartbeatScheduleRoleArn: pinned(arn("iam")),
    /** What the failover controller runs as, and what EventBridge Scheduler starts it with. */
    controllerRoleArn: pinned(arn("iam")),
    controllerScheduleRoleArn: pinned(arn("iam")),
    /** What the latch runs as. */
    latchRoleArn: pinned(arn("iam")),
    /** What S3 copies documents with. */
    replicationRoleArn: pinned(arn("iam")),
    /** What people take for disaster-recovery operations. */
    recoveryRoleArn: arn("iam"),
    /** Who hears of Route 53's metrics, in us-east-1; only where neither region of the environment is that one. */
    route53AlertTopicArn: arn("sns").optional(),
  },
});

/** What spans both regions and must exist first. */
export const foundationContract = defineContract({
  project: "global",
  plane: "foundation",
  version: 1,
  outputs: {
    zoneId: pinned(name),
    zoneNameServers: z.array(hostname),
    workloadTableName: pinned(name),
    workloadTableArn: pinned(arn("dynamodb")),
    controlTableName: pinned(name),
    controlTableArn: pinned(arn("dynamodb")),
    /** Issued certificates for the failover name; none where the domain is not delegated. */
    certificateArns: z.object({ primary: arn("acm").optional(), standby: arn("acm").optional() }),
  },
});

const regionalOutputs = {
  /** Base of the region's REST API: `https://<id>.execute-api.<region>.amazonaws.com/<stage>`. */
  apiEndpoint: httpsUrl,
  apiHostname: hostname,
  /** The failover records lead to this API until `global/traffic` has moved them. */
  apiId: pinned(name),
  /** Host that the failover name leads to: a custom domain's, or the API's own where the domain is not delegated. */
  trafficHostname: hostname,
  processorFunctionName: name,
  processorFunctionArn: arn("lambda"),
  alertTopicArn: arn("sns"),
  /** Every alarm of the region, the composite one last. */
  alarmArns: z.array(arn("cloudwatch")),
};

export const primaryRegionContract = defineContract({
  project: "primary-region",
  version: 1,
  outputs: regionalOutputs,
});

export const standbyRegionContract = defineContract({
  project: "standby-region",
  version: 1,
  outputs: {
    ...regionalOutputs,
    controllerFunctionName: name,
    /** What the controller knows; the traffic plane tells it there what to watch. */
    stateTableName: pinned(name),
    /** Answers 200 with `LATCHED-<env>` once the primary has been left for good, and else 200 with something else. */
    latchUrl: httpsUrl,
    /** Inverted: healthy as long as the latch is not set. The primary's record hangs on it. */
    latchHealthCheckId: pinned(name),
  },
});

/** What decides where clients go. */
export const trafficContract = defineContract({
  project: "global",
  plane: "traffic",
  version: 1,
  outputs: {
    /** On the primary's endpoint alone. */
    healthCheckId: name,
    /** On the endpoint and on the latch: what the primary's record hangs on. */
    failoverHealthCheckId: name,
    failoverDnsName: hostname,
    dashboardName: name,
    /** Every alarm of the environment: the primary region's, the standby's, the one on the health check. */
    alarmArns: z.array(arn("cloudwatch")),
  },
});

/** Every stack of an environment; the rollout order follows from who consumes what. */
export const stacks = [
  defineStack({ produces: sharedContract, consumes: () => [] }),
  defineStack({ produces: foundationContract, consumes: () => [sharedContract] }),
  defineStack({
    produces: primaryRegionContract,
    consumes: () => [sharedContract, foundationContract],
  }),
  defineStack({
    produces: standbyRegionContract,
    consumes: () => [sharedContract, foundationContract],
  }),
  defineStack({
    produces: trafficContract,
    consumes: () => [sharedContract, foundationContract, primaryRegionContract, standbyRegionContract],
  }),
];
