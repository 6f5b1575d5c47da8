import { z } from "zod";

const name = z.string().min(1);

/** Physical names in one region. Those of parts that the profile lacks are absent. */
const regionalNames = z.object({
  /** The Lambda function that serves requests. */
  processor: name.optional(),
  processorRole: name.optional(),
  /** Where Lambda writes a function's log: `/aws/lambda/<physical name of the function>`. */
  processorLogGroup: name.optional(),
  api: name.optional(),
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
  vpc: name.optional(),
  /** Of interface endpoints. */
  endpointSecurityGroup: name.optional(),
  loadBalancer: name.optional(),
  loadBalancerSecurityGroup: name.optional(),
  targetGroup: name.optional(),
  functionSecurityGroup: name.optional(),
  /** The function that tells of the region's health past its balancer. */
  healthFunction: name.optional(),
  healthFunctionRole: name.optional(),
  healthFunctionLogGroup: name.optional(),
  autoScalingGroup: name.optional(),
  launchTemplate: name.optional(),
  /** Of the role and of the instance profile that holds it. */
  instanceRole: name.optional(),
  instanceLogGroup: name.optional(),
  instanceSecurityGroup: name.optional(),
  databaseCluster: name.optional(),
  /** What the identifier of every instance begins with: `<this>-1`. */
  databaseInstance: name.optional(),
  databaseSubnetGroup: name.optional(),
  databaseSecurityGroup: name.optional(),
  clusterParameterGroup: name.optional(),
  instanceParameterGroup: name.optional(),
  /** The same in both regions: a replica of a secret has its name. */
  databaseSecret: name.optional(),
  /** The function that tells how far the region's database is behind. */
  lagReader: name.optional(),
  lagReaderRole: name.optional(),
  lagReaderLogGroup: name.optional(),
  lagReaderSchedule: name.optional(),
  lagReaderScheduleRole: name.optional(),
  /** What the name of every parameter begins with: `<this>/api-endpoint`. */
  parameterPrefix: name.optional(),
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
  workloadTable: name.optional(),
  controlTable: name,
  sessionsTable: name.optional(),
  globalCluster: name.optional(),
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
