import { input } from "./wanted.ts";
import type { Wanted } from "./wanted.ts";

type Inputs = Pick<Wanted, "urn" | "inputs">;

/**
 * Types whose identifier follows from their inputs and whose place is a resource of the same environment, so that what
 * is there can only be theirs. Whether it is there shows when the engine reads it.
 */
export const byInputs: Readonly<Record<string, (inputs: Inputs) => string>> = {
  "aws:apigateway/basePathMapping:BasePathMapping": (given) =>
    `${input(given, "domainName")}/${optional(given, "basePath")}`,
  "aws:apigateway/integration:Integration": method,
  "aws:apigateway/method:Method": method,
  "aws:apigateway/methodSettings:MethodSettings": (given) => path(given, "restApi", "stageName", "methodPath"),
  "aws:apigateway/stage:Stage": (given) => path(given, "restApi", "stageName"),
  "aws:autoscaling/policy:Policy": (given) => path(given, "autoscalingGroupName", "name"),
  "aws:dynamodb/tableItem:TableItem": tableItem,
  "aws:ec2/route:Route": (given) => `${input(given, "routeTableId")}_${destination(given)}`,
  "aws:iam/rolePolicy:RolePolicy": (given) => `${input(given, "role")}:${input(given, "name")}`,
  "aws:kms/replicaKey:ReplicaKey": (given) => input(given, "primaryKeyArn").split(":key/").at(-1) ?? "",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": (given) => input(given, "functionName"),
  "aws:lambda/functionUrl:FunctionUrl": (given) => input(given, "functionName"),
  "aws:lambda/permission:Permission": permission,
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": target,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucket,
  "aws:s3/bucketObjectv2:BucketObjectv2": (given) => path(given, "bucket", "key"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucket,
  "aws:s3/bucketPolicy:BucketPolicy": bucket,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucket,
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": bucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucket,
  "aws:s3/bucketVersioning:BucketVersioning": bucket,
  "aws:sns/topicPolicy:TopicPolicy": (given) => input(given, "arn"),
};

/** Types whose create can be done again without harm, with the reason. */
export const harmless: Readonly<Record<string, string>> = {
  "aws:acm/certificateValidation:CertificateValidation": "it waits for a certificate and makes nothing",
  "aws:secretsmanager/secretVersion:SecretVersion": "it makes the same value current once more",
};

function bucket(given: Inputs): string {
  return input(given, "bucket");
}

function method(given: Inputs): string {
  return path(given, "restApi", "resourceId", "httpMethod");
}

function path(given: Inputs, ...names: readonly string[]): string {
  return names.map((name) => input(given, name)).join("/");
}

/** By the values of its keys, which are texts in every table of an environment. */
function tableItem(given: Inputs): string {
  const item = JSON.parse(input(given, "item")) as Readonly<Record<string, { readonly S?: string } | undefined>>;
  const value = (key: string) => item[input(given, key)]?.S ?? "";
  return [input(given, "tableName"), value("hashKey"), value("rangeKey")].join(",");
}

/** A function may be named by its ARN. */
function permission(given: Inputs): string {
  const name = input(given, "function").replace(/^arn:.*:function:/, "");
  const qualifier = optional(given, "qualifier");
  return `${name}${qualifier === "" ? "" : `:${qualifier}`}/${input(given, "statementId")}`;
}

/** A route has one of them. */
function destination(given: Inputs): string {
  const others = [optional(given, "destinationIpv6CidrBlock"), optional(given, "destinationPrefixListId")];
  return others.find((other) => other !== "") ?? input(given, "destinationCidrBlock");
}

function target(given: Inputs): string {
  const { port } = given.inputs;
  const parts = [input(given, "targetGroupArn"), input(given, "targetId"), ...(typeof port === "number" ? [port] : [])];
  return parts.join(",");
}

function optional({ inputs }: Inputs, name: string): string {
  const value = inputs[name];
  return typeof value === "string" ? value : "";
}
