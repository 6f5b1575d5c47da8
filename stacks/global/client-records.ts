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
import type { CheckedPart, TrafficTarget } from "@tandem/components";
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
  const functionUrlCheckId = functionCheck("primary");
  const checks = { endpointCheckId: healthCheckId, latchCheckId, functionUrlCheckId };
  const failover = new FailoverHealthCheck("failover", { ...place, ...checks });
  const made = { healthCheckId, failoverHealthCheckId: failover.healthCheckId };
  const asked = checkedParts("primary", healthCheckId, functionUrlCheckId);
  if (topology.routing.policy === "failover") {
    const primaryHealthCheckId = failover.healthCheckId;
    return {
      ...made,
      asked,
      records: new FailoverRecords("records", { ...place, zoneId, targets, primaryHealthCheckId }),
    };
  }
  const ready = { ...place, role: "standby", hostname: apiHostnames.standby } as const;
  const standbyCheckId = new EndpointHealthCheck("standby-endpoint", ready).healthCheckId;
  const standbyFunctionCheckId = functionCheck("standby");
  const standby = new StandbyHealthCheck("standby", {
    ...place,
    endpointCheckId: standbyCheckId,
    functionUrlCheckId: standbyFunctionCheckId,
  });
  const healthCheckIds = { primary: failover.healthCheckId, standby: standby.healthCheckId };
  return {
    ...made,
    asked: [...asked, ...checkedParts("standby", standbyCheckId, standbyFunctionCheckId)],
    records: new WeightedRecords("records", { ...place, zoneId, targets, healthCheckIds }),
  };
}

/** A check that asks something in a region, whose failure is told of. */
export interface AskingCheck {
  readonly of: CheckedPart;
  readonly role: Role;
  readonly healthCheckId: pulumi.Output<string>;
}

function checkedParts(
  role: Role,
  endpoint: pulumi.Output<string>,
  functionUrl: pulumi.Output<string> | undefined,
): readonly AskingCheck[] {
  return [
    { of: "endpoint", role, healthCheckId: endpoint },
    ...(functionUrl === undefined ? [] : [{ of: "function", role, healthCheckId: functionUrl } as const]),
  ];
}
