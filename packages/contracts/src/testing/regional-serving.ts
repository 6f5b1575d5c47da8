import type { RegionalNames } from "@tandem/config";
import { parseEnvironment } from "@tandem/config/user-data";
import type { RegisteredResource } from "@tandem/testing";

/** What serves in a region, as tests of the regions' programs see it. */
export interface RegionalServing {
  /** What is published of it. */
  readonly outputs: (region: string, names: RegionalNames) => Readonly<Record<string, unknown>>;
  /** Alarms on it, by the ends of their names. */
  readonly alarms: readonly string[];
  /** The name of its role, and the variables that it is told. */
  readonly told: (resources: readonly RegisteredResource[]) => {
    readonly roleName: string;
    readonly variables: unknown;
  };
  /** What the role is called in a region. */
  readonly role: "processorRole" | "instanceRole";
}

const inputsOf = (resources: readonly RegisteredResource[], type: string, name: string) =>
  resources.find((resource) => resource.type === type && resource.name === name)?.inputs ?? {};

/** A function. */
export const servingFunction: RegionalServing = {
  outputs: (region, { processor = "" }) => ({
    processorFunctionName: processor,
    processorFunctionArn: `arn:aws:lambda:${region}:123456789012:function:${processor}`,
  }),
  alarms: ["function-errors", "function-throttles", "function-duration"],
  told: (resources) => {
    const { role, environment } = inputsOf(resources, "aws:lambda/function:Function", "service-ledger");
    return {
      roleName: String(role).split("/").at(-1) ?? "",
      variables: (environment as { readonly variables?: unknown } | undefined)?.variables,
    };
  },
  role: "processorRole",
};

/** Instances. */
export const servingInstances: RegionalServing = {
  outputs: (_region, { autoScalingGroup }) => ({ autoScalingGroupName: autoScalingGroup }),
  alarms: ["instance-status", "instance-cpu", "instance-health"],
  told: (resources) => {
    const { content } = inputsOf(resources, "aws:s3/bucketObjectv2:BucketObjectv2", "service-artifact-configuration");
    return {
      roleName: String(inputsOf(resources, "aws:iam/instanceProfile:InstanceProfile", "service-instances")["role"]),
      variables: parseEnvironment(String(content)),
    };
  },
  role: "instanceRole",
};
