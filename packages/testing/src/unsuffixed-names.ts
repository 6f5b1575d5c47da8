import type { RegisteredResource } from "./recording.ts";

/** Inputs that name something, or refer to something by its name. */
const naming = /^(?:bucket|.*name|.*identifier)(?:prefix)?$/i;

/** Those of them that are no physical name of an environment's own, with the reason. */
const otherwise: Readonly<Record<string, string>> = {
  "aws:apigateway/stage:Stage stageName": "a part of the URL of an API, which has the suffix; the profile says `prod`",
  "aws:cloudwatch/metricAlarm:MetricAlarm metricName": "metrics are told apart by their dimensions",
  "aws:ec2/vpcEndpoint:VpcEndpoint serviceName": "a service of AWS's",
  "aws:iam/serviceLinkedRole:ServiceLinkedRole awsServiceName": "a service of AWS's",
  "aws:rds/cluster:Cluster databaseName": "a database within the cluster, which has the suffix",
  "aws:rds/cluster:Cluster masterUsername": "a user of the cluster, which has the suffix",
  "aws:route53/record:Record setIdentifier": "tells apart records of one name, which has the suffix",
};

/**
 * Every name among the inputs of resources that lacks the environment's suffix, as `type name: input = value`. A physical name
 * that a service wanted shorter stands for its full one, in the tag `Name`; that tag is looked at wherever there is one.
 */
export function unsuffixedNames(resources: readonly RegisteredResource[], suffix: string): readonly string[] {
  return resources.flatMap(({ type, name, inputs }) => {
    const tag = (inputs["tags"] as Readonly<Record<string, unknown>> | undefined)?.["Name"];
    return [...Object.entries(inputs), ["tags.Name", tag] as const].flatMap(([input, value]) => {
      if (!naming.test(input) || typeof value !== "string" || value.includes(suffix)) return [];
      if (`${type} ${input}` in otherwise || isShortened(value, tag)) return [];
      return [`${type} ${name}: ${input} = ${value}`];
    });
  });
}

/** The beginning of the full name, and a hash of it. */
function isShortened(value: string, fullName: unknown): boolean {
  const beginning = /^(?<beginning>.+)-[0-9a-f]{6}$/.exec(value)?.groups?.["beginning"];
  return beginning !== undefined && typeof fullName === "string" && fullName.startsWith(beginning);
}
