import type * as pulumi from "@pulumi/pulumi";

type OneOrMore<T> = T | readonly T[];

/** One statement of an IAM, key or resource policy; `Value` is `pulumi.Input<string>` where ARNs come from resources. */
export interface Statement<Value = string> {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  /** @default none: a policy that is attached to an identity */
  readonly Principal?: "*" | { readonly AWS: string } | { readonly Service: OneOrMore<string> };
  readonly Action: OneOrMore<string>;
  readonly Resource: OneOrMore<Value>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore<string>>>>>;
}

/** A policy document of the current version. */
export interface PolicyDocument<Value = string> {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement<Value>[];
}

export function policyDocument<Value extends pulumi.Input<string>>(
  statements: readonly Statement<Value>[],
): PolicyDocument<Value> {
  return { Version: "2012-10-17", Statement: statements };
}

/** Items of these partitions and no others. */
export function itemsOf(partitions: readonly string[]): NonNullable<Statement["Condition"]> {
  return { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": partitions } };
}
