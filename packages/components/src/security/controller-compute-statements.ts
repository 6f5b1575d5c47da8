import { roles } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { controllerDatabasePermissions } from "@tandem/handlers";
import { autoScalingGroupArn } from "../arns.ts";
import type { Statement } from "../policy.ts";

/**
 * What the failover controller may do with what serves: see how much of it there is, and let it grow. Nothing where that is no
 * group of instances.
 */
export function controllerComputeStatements(topology: Topology): readonly Statement[] {
  if (topology.compute.kind !== "ec2-asg") return [];
  return [
    // Has no resource level (AWS).
    { Sid: "Groups", Effect: "Allow", Action: controllerDatabasePermissions.groups, Resource: "*" },
    {
      Sid: "GroupCapacity",
      Effect: "Allow",
      Action: controllerDatabasePermissions.groupCapacity,
      Resource: roles.map((role) => autoScalingGroupArn(topology, role)),
    },
  ];
}
