import { z } from "zod";

/** The names under which SNS says that a topic or a subscription is not there. */
export const topicGone = ["NotFoundException", "NotFound", "ResourceNotFoundException"] as const;

/** The id of the policy that AWS gives a topic for which none is asked. */
const defaultPolicyId = "__default_policy_ID";

const policySchema = z.looseObject({ Id: z.unknown().optional() });

/** Whether it is the policy that AWS gives a topic by itself. */
export function isDefaultPolicy(policy: string | undefined): boolean {
  return policy !== undefined && policySchema.safeParse(JSON.parse(policy)).data?.Id === defaultPolicyId;
}

/** The policy that AWS gives a topic: its account may do everything with it. */
export function defaultPolicy(topicArn: string, accountId: string): string {
  return JSON.stringify({
    Version: "2008-10-17",
    Id: defaultPolicyId,
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: topicArn,
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
      },
    ],
  });
}
