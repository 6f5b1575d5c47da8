import { z } from "zod";
import { ofPart } from "./parts.ts";

const name = z.string().min(1);

/** Physical names in one region. Those of parts that the profile lacks are absent. */
const regionalNames = z.object({
  /** The Lambda function that serves requests. */
  processor: ofPart("function", name),
  processorRole: ofPart("function", name),
  /** Where Lambda writes a function's log: `/aws/lambda/<physical name of the function>`. */
  processorLogGroup: ofPart("function", name),
  api: ofPart("rest-api", name),
  alertTopic: name,
  keyAlias: name,
  documentsBucket: name,
  /** What the name of every alarm of the region begins with. */
  alarmPrefix: name,
  /** The function that writes the region's heartbeat. */
  heartbeat: name,
  heartbeatRole: name,
  heartbeatLogGroup: name,
  heartbeatSchedule: name,
  /** The role that EventBridge Scheduler starts the writer with. */
  heartbeatScheduleRole: name,
  /** A VPC has no name but its `Name` tag. */
  vpc: ofPart("network", name),
  /** Of interface endpoints. */
  endpointSecurityGroup: ofPart("private-network", name),
  loadBalancer: ofPart("load-balancer", name),
  loadBalancerSecurityGroup: ofPart("load-balancer", name),
  targetGroup: ofPart("load-balancer", name),
  functionSecurityGroup: ofPart("private-network", name),
  /** The function that tells of the region's health past its balancer. */
  healthFunction: ofPart("function-url", name),
  healthFunctionRole: ofPart("function-url", name),
  healthFunctionLogGroup: ofPart("function-url", name),
  autoScalingGroup: ofPart("instances", name),
  launchTemplate: ofPart("instances", name),
  /** Of the role and of the instance profile that holds it. */
  instanceRole: ofPart("instances", name),
  instanceLogGroup: ofPart("instances", name),
  instanceSecurityGroup: ofPart("instances", name),
  databaseCluster: ofPart("database", name),
  /** What the identifier of every instance begins with: `<this>-1`. */
  databaseInstance: ofPart("database", name),
  databaseSubnetGroup: ofPart("database", name),
  databaseSecurityGroup: ofPart("database", name),
  clusterParameterGroup: ofPart("database", name),
  instanceParameterGroup: ofPart("database", name),
  /** The same in both regions: a replica of a secret has its name. */
  databaseSecret: ofPart("database", name),
  /** The function that tells how far the region's database is behind. */
  lagReader: ofPart("database", name),
  lagReaderRole: ofPart("database", name),
  lagReaderLogGroup: ofPart("database", name),
  lagReaderSchedule: ofPart("database", name),
  lagReaderScheduleRole: ofPart("database", name),
  /** What the name of every parameter begins with: `<this>/api-endpoint`. */
  parameterPrefix: ofPart("parameters", name),
});

/** Physical names of the failover controller and its latch, all in the standby region. */
const controllerNames = z.object({
  function: name,
  logGroup: name,
  role: name,
  schedule: name,
  /** The role that EventBridge Scheduler starts the controller with. */
  scheduleRole: name,
  /** Lease, state, latch, requests and ledger. */
  stateTable: name,
  latch: name,
  latchLogGroup: name,
  latchRole: name,
});

/** Physical names in us-east-1 of what hears of Route 53's metrics. */
const route53MetricsNames = z.object({ alertTopic: name, keyAlias: name });

/** Physical names of what spans both regions. */
const globalNames = z.object({
  /** Only where the ledger lives in a global table. */
  workloadTable: ofPart("ledger-table", name),
  controlTable: name,
  sessionsTable: ofPart("sessions-table", name),
  globalCluster: ofPart("database", name),
  boundary: name,
  dashboard: name,
  replicationRole: name,
  recoveryRole: name,
  operatorRole: name,
});

/** Every physical name of an environment. */
export const namesSchema = z.object({
  primary: regionalNames,
  standby: regionalNames,
  controller: controllerNames,
  global: globalNames,
  /** Only where neither region is us-east-1; else the topic of the region that is hears of Route 53's metrics. */
  route53Metrics: route53MetricsNames.optional(),
});

export type Names = z.infer<typeof namesSchema>;
export type RegionalNames = Names["primary"];
