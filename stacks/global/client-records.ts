import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import {
  EndpointHealthCheck,
  FailoverHealthCheck,
  FailoverRecords,
  FunctionUrlHealthCheck,
  StandbyHealthCheck,
  WeightedRecords,
} from "@tandem/components";
import type { TrafficTarget } from "@tandem/components";
import type { Role, Topology } from "@tandem/config";

export interface ClientRecordsArgs {
  readonly topology: Topology;
  readonly provider: aws.Provider;
  readonly zoneId: pulumi.Input<string>;
  /** Where each region is reached. */
  readonly targets: Readonly<Record<Role, TrafficTarget>>;
  /** Hosts of the two APIs, which their checks ask. */
  readonly apiHostnames: Readonly<Record<Role, pulumi.Input<string>>>;
  /** The inverted check on the latch. */
  readonly latchCheckId: pulumi.Input<string>;
  /** Hosts of the health functions; none where the profile has no such functions. */
  readonly functionHostnames: Readonly<Record<Role, pulumi.Input<string>>> | undefined;
}

/** The records of the failover name and the checks that they hang on, as the profile's routing wants them. */
export function clientRecords(args: ClientRecordsArgs) {
  const { topology, provider, zoneId, targets, apiHostnames, latchCheckId, functionHostnames } = args;
  const place = { topology, provider };
  const { healthCheckId } = new EndpointHealthCheck("endpoint", { ...place, hostname: apiHostnames.primary });
  const functionCheck = (role: Role) =>
    functionHostnames &&
    new FunctionUrlHealthCheck(`${role}-function`, { ...place, role, hostname: functionHostnames[role] }).healthCheckId;
  const checks = { endpointCheckId: healthCheckId, latchCheckId, functionUrlCheckId: functionCheck("primary") };
  const failover = new FailoverHealthCheck("failover", { ...place, ...checks });
  const made = { healthCheckId, failoverHealthCheckId: failover.healthCheckId };
  if (topology.routing.policy === "failover") {
    const primaryHealthCheckId = failover.healthCheckId;
    return { ...made, records: new FailoverRecords("records", { ...place, zoneId, targets, primaryHealthCheckId }) };
  }
  const ready = { ...place, role: "standby", hostname: apiHostnames.standby } as const;
  const standby = new StandbyHealthCheck("standby", {
    ...place,
    endpointCheckId: new EndpointHealthCheck("standby-endpoint", ready).healthCheckId,
    functionUrlCheckId: functionCheck("standby"),
  });
  const healthCheckIds = { primary: failover.healthCheckId, standby: standby.healthCheckId };
  return { ...made, records: new WeightedRecords("records", { ...place, zoneId, targets, healthCheckIds }) };
}
