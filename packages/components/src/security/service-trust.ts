import type { Role, Topology } from "@tandem/config";
import { scheduleGroupArn } from "../arns.ts";
import type { PolicyDocument } from "../policy.ts";

/** What a role of one AWS service is taken with; IAM knows the role, so the document names no resource. */
interface Trust extends Pick<PolicyDocument, "Version"> {
  readonly Statement: readonly {
    readonly Effect: "Allow";
    readonly Principal: { readonly Service: string };
    readonly Action: "sts:AssumeRole";
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  }[];
}

/**
 * The trust of a role that one AWS service takes, and nobody else.
 * @param condition What else must hold. @default nothing: the service takes the role for whatever it is configured with
 */
export function serviceTrust(
  service: string,
  condition?: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Trust {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" } as const;
  return {
    Version: "2012-10-17",
    Statement: [condition === undefined ? statement : { ...statement, Condition: condition }],
  };
}

/** Of what schedules start, by schedules of the account and group alone: EventBridge Scheduler names no single one. Source: "Confused deputy prevention". */
export function scheduleTrust(topology: Topology, role: Role): Trust {
  return serviceTrust("scheduler.amazonaws.com", {
    StringEquals: { "aws:SourceAccount": topology.accountId },
    ArnEquals: { "aws:SourceArn": scheduleGroupArn(topology, role) },
  });
}
