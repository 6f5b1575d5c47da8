import type { Role, Topology } from "@tandem/config";
import { networkArns } from "../arns.ts";
import type { Statement } from "../policy.ts";

/** What Lambda does in the function's name to put it into subnets, by whether IAM knows the resource. */
export const networkActions = {
  placed: [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
  ],
  /** Has no resource level (AWS). */
  seen: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
} as const;

/**
 * What the role of a function in private subnets must be allowed, in its own region; nothing for one outside of any network.
 * The same as AWS's managed `AWSLambdaVPCAccessExecutionRole`, where IAM takes a resource of this account and region alone.
 * Source: Lambda, "Giving Lambda functions access to resources in an Amazon VPC", of the execution role.
 */
export function functionNetworkStatements(topology: Topology, role: Role): readonly Statement[] {
  if (topology.names[role].functionSecurityGroup === undefined) return [];
  return [
    { Sid: "Network", Effect: "Allow", Action: networkActions.placed, Resource: networkArns(topology, role) },
    { Sid: "NetworkSeen", Effect: "Allow", Action: networkActions.seen, Resource: "*" },
  ];
}
