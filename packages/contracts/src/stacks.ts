import { ofPart, topologySchema } from "@tandem/config";
import { z } from "zod";
import { defineContract } from "./contract.ts";
import { arn, baseUrl, checkedUrl, consoleUrl, hostname, httpsUrl, name, pinned } from "./leaves.ts";
import { defineStack } from "./stack.ts";

/** Keys, roles and the topology that every other stack reads. */
export const sharedContract = defineContract({
  project: "shared",
  version: 1,
  outputs: {
    topology: topologySchema,
    primaryKeyArn: pinned(arn("kms")),
    standbyKeyArn: pinned(arn("kms")),
    /** What the functions that serve requests run as. */
    primaryProcessorRoleArn: pinned(ofPart("function", arn("iam"))),
    standbyProcessorRoleArn: pinned(ofPart("function", arn("iam"))),
    /** What the functions that tell of a region's health past its balancer run as. */
    primaryHealthRoleArn: pinned(ofPart("function-url", arn("iam"))),
    standbyHealthRoleArn: pinned(ofPart("function-url", arn("iam"))),
    /** What instances run as. */
    primaryInstanceRoleArn: pinned(ofPart("instances", arn("iam"))),
    standbyInstanceRoleArn: pinned(ofPart("instances", arn("iam"))),
    /** What the functions that read a database's lag run as, and what EventBridge Scheduler starts them with. */
    primaryLagReaderRoleArn: pinned(ofPart("database", arn("iam"))),
    standbyLagReaderRoleArn: pinned(ofPart("database", arn("iam"))),
    primaryLagReaderScheduleRoleArn: pinned(ofPart("database", arn("iam"))),
    standbyLagReaderScheduleRoleArn: pinned(ofPart("database", arn("iam"))),
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
    workloadTableName: pinned(ofPart("ledger-table", name)),
    workloadTableArn: pinned(ofPart("ledger-table", arn("dynamodb"))),
    controlTableName: pinned(name),
    controlTableArn: pinned(arn("dynamodb")),
    sessionsTableName: pinned(ofPart("sessions-table", name)),
    sessionsTableArn: pinned(ofPart("sessions-table", arn("dynamodb"))),
    /** What both regions' clusters are members of. */
    globalClusterId: pinned(ofPart("database", name)),
    /** The credentials of the database, and their replica. */
    databaseSecretArns: ofPart(
      "database",
      z.object({ primary: arn("secretsmanager"), standby: arn("secretsmanager") }),
    ),
    /** Issued certificates for the failover name; none where the domain is not delegated. */
    certificateArns: z.object({ primary: arn("acm").optional(), standby: arn("acm").optional() }),
  },
});

const regionalOutputs = {
  /** What clients call: `https://<id>.execute-api.<region>.amazonaws.com/<stage>` of a REST API, `http://<host>` of a load balancer, `https://<failover name>` of one with a certificate. */
  apiEndpoint: baseUrl,
  apiHostname: hostname,
  /** The failover records lead to this API until `global/traffic` has moved them. */
  apiId: pinned(ofPart("rest-api", name)),
  /** Host that the failover name leads to: a load balancer's, a custom domain's, or the API's own where the domain is not delegated. */
  trafficHostname: hostname,
  /** The hosted zone of the load balancer's host: what an alias names. */
  trafficZoneId: ofPart("load-balancer", name),
  loadBalancerArn: pinned(ofPart("load-balancer", arn("elasticloadbalancing"))),
  targetGroupArn: ofPart("load-balancer", arn("elasticloadbalancing")),
  vpcId: pinned(ofPart("network", name)),
  processorFunctionName: ofPart("function", name),
  processorFunctionArn: ofPart("function", arn("lambda")),
  /** Host of the function that tells of the region's health past its balancer. */
  functionUrlHostname: ofPart("function-url", hostname),
  autoScalingGroupName: ofPart("instances", name),
  databaseClusterArn: pinned(ofPart("database", arn("rds"))),
  databaseClusterId: pinned(ofPart("database", name)),
  /** Of the region's own cluster: it refuses writes until that is promoted. */
  databaseWriterEndpoint: ofPart("database", hostname),
  databaseReaderEndpoint: ofPart("database", hostname),
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
    /** On the endpoint and on the latch, and on the health function where there is one: what the primary's record hangs on. */
    failoverHealthCheckId: name,
    failoverDnsName: hostname,
    /**
     * Where each region's health is asked: by Route 53, and of the standby by the controller too. Failover records check the
     * primary alone.
     */
    healthCheckUrls: z.object({
      primary: checkedUrl,
      standby: checkedUrl.optional(),
      primaryFunction: httpsUrl.optional(),
      standbyFunction: httpsUrl.optional(),
    }),
    dashboardName: name,
    dashboardUrl: consoleUrl,
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
    // A second cluster joins the global database once the first one is there.
    consumes: ({ database }) => [
      sharedContract,
      foundationContract,
      ...(database === undefined ? [] : [primaryRegionContract]),
    ],
  }),
  defineStack({
    produces: trafficContract,
    consumes: () => [sharedContract, foundationContract, primaryRegionContract, standbyRegionContract],
  }),
];
