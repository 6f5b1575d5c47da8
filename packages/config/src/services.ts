import { TandemError } from "./errors.ts";

/** What every environment has. */
interface CommonServices {
  readonly documents: string;
  readonly alerts: string;
  readonly key: string;
  readonly boundary: string;
  readonly controlTable: string;
  readonly dashboard: string;
  readonly alarms: string;
  /** The function that says that its region is alive. */
  readonly heartbeat: string;
  /** What starts it, and the role that it is started with. */
  readonly heartbeatSchedule: string;
  /** The function that moves traffic when a region is lost, what starts it, and where it keeps what it knows. */
  readonly failoverController: string;
  readonly failoverSchedule: string;
  readonly failoverState: string;
  /** The function that tells Route 53 whether the primary has been left for good. */
  readonly failoverLatch: string;
  /** The role that S3 copies documents with. */
  readonly replication: string;
  /** The role that disaster-recovery operations are done with. */
  readonly recovery: string;
  /** The role of the people who may do them, unless an environment names another principal; they make it. */
  readonly operator: string;
}

/** What an environment has only where its profile asks for the part. */
interface PartServices {
  /** What serves requests, a function or the program of instances. */
  readonly processor: string;
  readonly api: string;
  readonly workloadTable: string;
  readonly sessionsTable: string;
  readonly vpc: string;
  readonly endpointSecurityGroup: string;
  readonly loadBalancer: string;
  readonly loadBalancerSecurityGroup: string;
  readonly targetGroup: string;
  readonly functionSecurityGroup: string;
  /** The function that tells of a region's health past its balancer. */
  readonly healthFunction: string;
  readonly autoScalingGroup: string;
  readonly launchTemplate: string;
  readonly instanceRole: string;
  /** What instances write to. */
  readonly instanceLogGroup: string;
  readonly instanceSecurityGroup: string;
  readonly globalCluster: string;
  readonly databaseCluster: string;
  readonly databaseInstance: string;
  readonly databaseSubnetGroup: string;
  readonly databaseSecurityGroup: string;
  readonly clusterParameterGroup: string;
  readonly instanceParameterGroup: string;
  readonly databaseSecret: string;
  /** The function that tells how far a region's database is behind, and what starts it. */
  readonly lagReader: string;
  readonly lagReaderSchedule: string;
  /** What the names of a region's parameters begin with. */
  readonly parameters: string;
}

/** Roles, by what takes them. IAM's names are global, so a profile whose regional names tell no region gives them words of their own. */
const usualRoleServices = {
  processorRole: "processor",
  heartbeatRole: "heartbeat",
  heartbeatScheduleRole: "heartbeatSchedule",
  failoverControllerRole: "failoverController",
  failoverScheduleRole: "failoverSchedule",
  failoverLatchRole: "failoverLatch",
  healthFunctionRole: "healthFunction",
  lagReaderRole: "lagReader",
  lagReaderScheduleRole: "lagReaderSchedule",
} as const satisfies Readonly<Record<string, keyof CommonServices | keyof PartServices>>;

type RoleService = keyof typeof usualRoleServices;

/** The word for each kind of resource in an environment's names. A role without a word is called like what takes it. */
export type Services = CommonServices & Partial<PartServices> & Partial<Readonly<Record<RoleService, string>>>;

/** A kind of resource that has a word in a profile's names. */
export type Service = keyof CommonServices | keyof PartServices | RoleService;

/**
 * The word for a kind of resource.
 * @throws TandemError when the profile has a part and no word for it
 */
export function serviceWord(profile: { readonly name: string; readonly services: Services }, service: Service): string {
  const word =
    profile.services[service] ?? (isRole(service) ? profile.services[usualRoleServices[service]] : undefined);
  if (word !== undefined) return word;
  throw new TandemError("profile-word", `the profile ${profile.name} has no word for ${service}`, { kind: "bug" });
}

function isRole(service: Service): service is RoleService {
  return service in usualRoleServices;
}
