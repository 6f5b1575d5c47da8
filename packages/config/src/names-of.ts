import { physicalName } from "./naming.ts";
import type { NamedService } from "./naming.ts";
import type { Names, RegionalNames } from "./names-schema.ts";
import type { Profile, ProfileNetwork } from "./profile.ts";
import { route53MetricsRegion } from "./regions.ts";
import type { Region, Role } from "./regions.ts";
import { serviceWord } from "./services.ts";
import type { Service } from "./services.ts";

/** One physical name, with the service whose rules it must keep, and where it must be the only one. */
export interface GivenName {
  readonly service: NamedService;
  readonly name: string;
  readonly scope: Region | "global";
}

/** Gives a kind of resource its physical name in a region, or across both. */
type Namer = (named: NamedService, service: Service) => string;

interface Place {
  readonly name: Namer;
  /** Of a full name that is made otherwise. */
  readonly note: (named: NamedService, fullName: string) => string;
  readonly full: (service: Service) => string;
}

/** Every physical name of an environment: those of the parts that its profile has. */
export function namesOf(
  profile: Profile,
  regions: Readonly<Record<Role, Region>>,
  suffix: string,
): { names: Names; all: readonly GivenName[] } {
  const all: GivenName[] = [];
  const placeOf = (scope: Region | "global", role?: Role): Place => {
    const note = (service: NamedService, fullName: string): string => {
      const name = physicalName(service, fullName);
      all.push({ service, name, scope });
      return name;
    };
    const full = (service: Service) => profile.fullName(serviceWord(profile, service), scope, suffix, role);
    return { note, full, name: (named, service) => note(named, full(service)) };
  };
  const isNear = [regions.primary, regions.standby].includes(route53MetricsRegion);
  const names = {
    primary: regionalNames(profile, placeOf(regions.primary, "primary"), sharedSecretName(profile, suffix)),
    standby: regionalNames(profile, placeOf(regions.standby, "standby"), sharedSecretName(profile, suffix)),
    controller: controllerNames(placeOf(regions.standby, "standby")),
    global: globalNames(profile, placeOf("global")),
    ...(isNear ? {} : { route53Metrics: alertingNames(placeOf(route53MetricsRegion)) }),
  };
  return { names, all };
}

function regionalNames(profile: Profile, place: Place, secret: () => string): RegionalNames {
  const { compute, network, database } = profile;
  const { name } = place;
  return {
    ...(compute.kind === "ec2-asg" ? {} : functionNames(place, "processor", "processorRole", "processor")),
    ...(compute.kind === "lambda-rest-api" ? { api: name("rest-api", "api") } : {}),
    ...alertingNames(place),
    documentsBucket: name("s3-bucket", "documents"),
    alarmPrefix: name("alarm-prefix", "alarms"),
    ...functionNames(place, "heartbeat", "heartbeatRole", "heartbeat"),
    heartbeatSchedule: name("schedule", "heartbeatSchedule"),
    heartbeatScheduleRole: name("iam-role", "heartbeatScheduleRole"),
    ...(network === undefined ? {} : networkNames(network, place)),
    ...(compute.kind === "lambda-rest-api" ? {} : balancerNames(place)),
    ...(compute.kind === "lambda-alb" && compute.functionUrls
      ? functionNames(place, "healthFunction", "healthFunctionRole", "healthFunction")
      : {}),
    ...(compute.kind === "ec2-asg" ? instanceNames(place) : {}),
    ...(database === undefined ? {} : { ...databaseNames(place), databaseSecret: place.note("secret", secret()) }),
    ...(profile.parameters ? { parameterPrefix: place.note("parameter-prefix", `/${place.full("parameters")}`) } : {}),
  };
}

/** A function with its role and the log group that Lambda writes to, under keys that begin alike. */
function functionNames<Key extends string>(
  place: Place,
  service: Service,
  roleService: Service,
  key: Key,
): Record<Key | `${Key}Role` | `${Key}LogGroup`, string> {
  const functionName = place.name("lambda-function", service);
  const named = {
    [key]: functionName,
    [`${key}Role`]: place.name("iam-role", roleService),
    [`${key}LogGroup`]: place.note("log-group", `/aws/lambda/${functionName}`),
  };
  return named as Record<Key | `${Key}Role` | `${Key}LogGroup`, string>;
}

function alertingNames({ name, note, full }: Place) {
  return { alertTopic: name("sns-topic", "alerts"), keyAlias: note("kms-alias", `alias/${full("key")}`) };
}

/** Functions are in private subnets only, and without NAT they reach AWS by interface endpoints. */
function networkNames({ tiers, natGateways }: ProfileNetwork, { name }: Place) {
  const isPrivate = tiers === "public-private";
  return {
    vpc: name("name-tag", "vpc"),
    ...(isPrivate ? { functionSecurityGroup: name("security-group", "functionSecurityGroup") } : {}),
    ...(isPrivate && natGateways === "none"
      ? { endpointSecurityGroup: name("security-group", "endpointSecurityGroup") }
      : {}),
  };
}

function balancerNames({ name }: Place) {
  return {
    loadBalancer: name("load-balancer", "loadBalancer"),
    loadBalancerSecurityGroup: name("security-group", "loadBalancerSecurityGroup"),
    targetGroup: name("target-group", "targetGroup"),
  };
}

function instanceNames({ name, note, full }: Place) {
  return {
    autoScalingGroup: name("auto-scaling-group", "autoScalingGroup"),
    launchTemplate: name("launch-template", "launchTemplate"),
    instanceRole: name("iam-role", "instanceRole"),
    instanceLogGroup: note("log-group", `/tandem/${full("instanceLogGroup")}`),
    instanceSecurityGroup: name("security-group", "instanceSecurityGroup"),
  };
}

function databaseNames(place: Place) {
  const { name } = place;
  return {
    databaseCluster: name("rds-identifier", "databaseCluster"),
    databaseInstance: name("rds-instance-prefix", "databaseInstance"),
    databaseSubnetGroup: name("db-subnet-group", "databaseSubnetGroup"),
    databaseSecurityGroup: name("security-group", "databaseSecurityGroup"),
    clusterParameterGroup: name("rds-parameter-group", "clusterParameterGroup"),
    instanceParameterGroup: name("rds-parameter-group", "instanceParameterGroup"),
    ...functionNames(place, "lagReader", "lagReaderRole", "lagReader"),
    lagReaderSchedule: name("schedule", "lagReaderSchedule"),
    lagReaderScheduleRole: name("iam-role", "lagReaderScheduleRole"),
  };
}

/** Of a secret and its replica, which has the same name. */
function sharedSecretName(profile: Profile, suffix: string): () => string {
  return () => profile.fullName(serviceWord(profile, "databaseSecret"), "global", suffix);
}

function controllerNames({ name, note }: Place): Names["controller"] {
  const controllerFunction = name("lambda-function", "failoverController");
  const latch = name("lambda-function", "failoverLatch");
  return {
    function: controllerFunction,
    logGroup: note("log-group", `/aws/lambda/${controllerFunction}`),
    role: name("iam-role", "failoverControllerRole"),
    schedule: name("schedule", "failoverSchedule"),
    scheduleRole: name("iam-role", "failoverScheduleRole"),
    stateTable: name("dynamodb-table", "failoverState"),
    latch,
    latchLogGroup: note("log-group", `/aws/lambda/${latch}`),
    latchRole: name("iam-role", "failoverLatchRole"),
  };
}

function globalNames({ store, sessionsTable, database }: Profile, { name }: Place): Names["global"] {
  return {
    ...(store === "dynamodb" ? { workloadTable: name("dynamodb-table", "workloadTable") } : {}),
    controlTable: name("dynamodb-table", "controlTable"),
    ...(sessionsTable ? { sessionsTable: name("dynamodb-table", "sessionsTable") } : {}),
    ...(database === undefined ? {} : { globalCluster: name("rds-identifier", "globalCluster") }),
    boundary: name("iam-policy", "boundary"),
    dashboard: name("dashboard", "dashboard"),
    replicationRole: name("iam-role", "replication"),
    recoveryRole: name("iam-role", "recovery"),
    operatorRole: name("iam-role", "operator"),
  };
}
