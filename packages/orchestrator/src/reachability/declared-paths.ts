import type { Role } from "@tandem/config";
import type { ReachabilityTopology } from "./topology.ts";

/** A connection that has to be possible in a region. */
export type Path =
  /** From a function, or from the instances of the Auto Scaling group. */
  | { readonly kind: "database"; readonly from: Source }
  | { readonly kind: "service"; readonly from: Source; readonly service: string }
  /** From the instances to hosts outside AWS's APIs. */
  | { readonly kind: "internet"; readonly from: Source }
  /** From clients to the load balancer, at each port that it has to serve. */
  | { readonly kind: "clients"; readonly port: number }
  | { readonly kind: "balancer-instances"; readonly port: number }
  /** Names in and outside the VPC. */
  | { readonly kind: "names" }
  /** Routes in both directions' route tables. */
  | { readonly kind: "peering" }
  /** A function that must not depend on any VPC. */
  | { readonly kind: "outside"; readonly from: Source };

export interface Source {
  /** Ends the check's id. */
  readonly key: string;
  /** Of a function: its physical name. @default the instances */
  readonly functionName?: string;
  /** Declared only where it is in a VPC: elsewhere it has no path to look for. */
  readonly optional?: true;
}

/**
 * What has to reach what in a region of the environment. Not here, since no packet of it crosses the VPC: a load balancer
 * or a function URL to a function.
 * Source: Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC"; Elastic Load Balancing,
 * "Use Lambda functions as targets of an Application Load Balancer".
 */
export function declaredPaths(topology: ReachabilityTopology, role: Role): readonly Path[] {
  const { compute, database, network, parameters, names } = topology;
  if (network === undefined) return [];
  const { processor, heartbeat, healthFunction, lagReader } = names[role];
  const onInstances = compute.kind === "ec2-asg";
  const hasBalancer = onInstances || compute.kind === "lambda-alb";
  const instances: Source = { key: "instances" };
  const workload = onInstances ? instances : optionalFunction("processor", processor);
  const stores = ["dynamodb", "s3"];
  const credentials = database === undefined ? [] : ["secretsmanager"];
  const settings = parameters === true ? ["ssm"] : [];
  const port = compute.port ?? 8080;
  return [
    { kind: "names" },
    ...(hasBalancer ? [{ kind: "clients", port: 80 } as const] : []),
    ...(onInstances ? [{ kind: "balancer-instances", port } as const] : []),
    ...pathsOf(workload, database, [...stores, ...credentials, ...settings, ...(onInstances ? ["logs"] : [])]),
    // An instance installs packages and the authorities of RDS before it serves.
    ...(onInstances ? [{ kind: "internet", from: instances } as const] : []),
    ...pathsOf(optionalFunction("health", healthFunction), database, ["dynamodb", ...credentials]),
    ...pathsOf(optionalFunction("lag-reader", lagReader), database, ["dynamodb", ...credentials, "monitoring"]),
    ...pathsOf({ ...functionSource("heartbeat", heartbeat), optional: true }, database, [...stores, ...credentials]),
    ...(role === "standby"
      ? [{ kind: "outside", from: functionSource("controller", names.controller.function) } as const]
      : []),
    ...(network.peering === true ? [{ kind: "peering" } as const] : []),
  ];
}

function functionSource(key: string, functionName: string): Source {
  return { key, functionName };
}

/** Undefined where the profile has no such function. */
function optionalFunction(key: string, functionName: string | undefined): Source | undefined {
  return functionName === undefined ? undefined : functionSource(key, functionName);
}

function pathsOf(from: Source | undefined, database: object | undefined, services: readonly string[]): readonly Path[] {
  if (from === undefined) return [];
  return [
    ...(database === undefined ? [] : [{ kind: "database", from } as const]),
    ...services.map((service) => ({ kind: "service", from, service }) as const),
  ];
}

/** What a path is called in a check's id, behind its region's role. */
export function pathId(path: Path): string {
  switch (path.kind) {
    case "database":
      return `${path.from.key}-database`;
    case "service":
      return `${path.from.key}-${path.service}`;
    case "clients":
      return `clients-balancer-${path.port}`;
    case "balancer-instances":
    case "names":
    case "peering":
      return path.kind;
    case "internet":
    case "outside":
      return `${path.from.key}-${path.kind}`;
  }
}
