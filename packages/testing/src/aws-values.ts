import { createHash } from "node:crypto";

type Inputs = Readonly<Record<string, unknown>>;

/** Where and as what a resource is made. */
export interface Made {
  readonly name: string;
  readonly inputs: Inputs;
  /** Region of its provider. */
  readonly region: string;
  readonly accountId: string;
}

/** Identifier and computed outputs that AWS would give; the same for the same resource at each run. */
export interface AwsValues {
  readonly id: string;
  readonly outputs: Inputs;
}

/** What AWS would answer for a new resource; undefined for a type that is not modelled here. */
export function awsValues(type: string, made: Made): AwsValues | undefined {
  return makers.get(type)?.(made);
}

const makers = new Map<string, (made: Made) => AwsValues>([
  ["aws:kms/key:Key", kmsKey],
  ["aws:kms/replicaKey:ReplicaKey", kmsKey],
  ["aws:kms/alias:Alias", (made) => named(made, "kms", physical(made))],
  ["aws:iam/policy:Policy", (made) => iam(made, "policy")],
  ["aws:iam/role:Role", (made) => ({ ...iam(made, "role"), id: physical(made) })],
  ["aws:iam/rolePolicy:RolePolicy", (made) => ({ id: `${text(made, "role")}:${physical(made)}`, outputs: {} })],
  ["aws:dynamodb/table:Table", (made) => named(made, "dynamodb", `table/${physical(made)}`)],
  ["aws:cloudwatch/logGroup:LogGroup", (made) => named(made, "logs", `log-group:${physical(made)}`)],
  [
    "aws:cloudwatch/dashboard:Dashboard",
    (made) => ({
      id: text(made, "dashboardName"),
      outputs: { dashboardArn: `arn:aws:cloudwatch::${made.accountId}:dashboard/${text(made, "dashboardName")}` },
    }),
  ],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", (made) => named(made, "cloudwatch", `alarm:${physical(made)}`)],
  [
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    (made) => ({
      id: text(made, "alarmName"),
      outputs: { arn: arn(made, "cloudwatch", `alarm:${text(made, "alarmName")}`) },
    }),
  ],
  ["aws:sns/topic:Topic", topic],
  [
    "aws:sns/topicSubscription:TopicSubscription",
    (made) => ({
      id: `${text(made, "topic")}:${uuid(made)}`,
      outputs: { arn: `${text(made, "topic")}:${uuid(made)}` },
    }),
  ],
  ["aws:rds/globalCluster:GlobalCluster", globalCluster],
  ["aws:rds/cluster:Cluster", cluster],
  [
    "aws:rds/clusterInstance:ClusterInstance",
    (made) => ({
      id: text(made, "identifier"),
      outputs: { arn: arn(made, "rds", `db:${text(made, "identifier")}`), dbiResourceId: `db-${digest(made, 26)}` },
    }),
  ],
  ["aws:rds/subnetGroup:SubnetGroup", (made) => named(made, "rds", `subgrp:${physical(made)}`)],
  ["aws:rds/clusterParameterGroup:ClusterParameterGroup", (made) => named(made, "rds", `cluster-pg:${physical(made)}`)],
  ["aws:rds/parameterGroup:ParameterGroup", (made) => named(made, "rds", `pg:${physical(made)}`)],
  ["aws:rds/eventSubscription:EventSubscription", (made) => named(made, "rds", `es:${physical(made)}`)],
  ["aws:secretsmanager/secret:Secret", secret],
  [
    "aws:secretsmanager/secretVersion:SecretVersion",
    (made) => ({
      id: `${text(made, "secretId")}|${uuid(made)}`,
      outputs: { arn: text(made, "secretId"), secretArn: text(made, "secretId"), versionId: uuid(made) },
    }),
  ],
  ["aws:s3/bucket:Bucket", bucket],
  ...[
    "bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "bucketOwnershipControls:BucketOwnershipControls",
    "bucketPolicy:BucketPolicy",
    "bucketPublicAccessBlock:BucketPublicAccessBlock",
    "bucketReplicationConfig:BucketReplicationConfig",
    "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "bucketVersioning:BucketVersioning",
  ].map((type): [string, (made: Made) => AwsValues] => [
    `aws:s3/${type}`,
    (made) => ({ id: text(made, "bucket"), outputs: {} }),
  ]),
  ["aws:acm/certificate:Certificate", certificate],
  ["aws:acm/certificateValidation:CertificateValidation", (made) => generated(made, {})],
  ["aws:apigateway/domainName:DomainName", domainName],
  ["aws:apigateway/basePathMapping:BasePathMapping", (made) => generated(made, {})],
  ["aws:lambda/function:Function", lambdaFunction],
  [
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    (made) => ({ id: text(made, "functionName"), outputs: {} }),
  ],
  ["aws:lambda/functionUrl:FunctionUrl", functionUrl],
  ["aws:dynamodb/tableItem:TableItem", tableItem],
  ["aws:scheduler/schedule:Schedule", schedule],
  ["aws:lambda/permission:Permission", (made) => ({ id: digest(made, 26), outputs: {} })],
  ["aws:apigateway/restApi:RestApi", restApi],
  ["aws:apigateway/resource:Resource", (made) => generated(made, { path: `/${text(made, "pathPart")}` })],
  ["aws:apigateway/method:Method", (made) => generated(made, {})],
  ["aws:apigateway/integration:Integration", (made) => generated(made, {})],
  ["aws:apigateway/deployment:Deployment", (made) => generated(made, {})],
  ["aws:apigateway/stage:Stage", stage],
  ["aws:route53/zone:Zone", zone],
  ["aws:route53/record:Record", (made) => generated(made, { fqdn: physical(made) })],
  [
    "aws:route53/healthCheck:HealthCheck",
    (made) => ({ id: uuid(made), outputs: { arn: `arn:aws:route53:::healthcheck/${uuid(made)}` } }),
  ],
]);

function kmsKey(made: Made): AwsValues {
  const keyId = `mrk-${digest(made, 32)}`;
  return { id: keyId, outputs: { keyId, arn: arn(made, "kms", `key/${keyId}`) } };
}

function iam(made: Made, kind: string): AwsValues {
  const arn = `arn:aws:iam::${made.accountId}:${kind}/${physical(made)}`;
  return { id: arn, outputs: { arn } };
}

function topic(made: Made): AwsValues {
  const topicArn = arn(made, "sns", physical(made));
  return { id: topicArn, outputs: { arn: topicArn } };
}

/** RDS names what spans regions without one. */
function globalCluster(made: Made): AwsValues {
  const id = text(made, "globalClusterIdentifier");
  return {
    id,
    outputs: {
      arn: arn({ ...made, region: "" }, "rds", `global-cluster:${id}`),
      globalClusterResourceId: `cluster-${digest(made, 16)}`,
    },
  };
}

function cluster(made: Made): AwsValues {
  const id = text(made, "clusterIdentifier");
  const host = (kind: string) => `${id}.${kind}-${digest(made, 12)}.${made.region}.rds.amazonaws.com`;
  return {
    id,
    outputs: {
      arn: arn(made, "rds", `cluster:${id}`),
      clusterResourceId: `cluster-${digest(made, 26).toUpperCase()}`,
      endpoint: host("cluster"),
      readerEndpoint: host("cluster-ro"),
    },
  };
}

/** AWS ends the ARN with six characters of its own. */
function secret(made: Made): AwsValues {
  const secretArn = arn(made, "secretsmanager", `secret:${physical(made)}-${digest(made, 6)}`);
  return { id: secretArn, outputs: { arn: secretArn } };
}

function bucket(made: Made): AwsValues {
  const name = text(made, "bucket");
  return {
    id: name,
    outputs: { arn: `arn:aws:s3:::${name}`, bucketRegionalDomainName: `${name}.s3.${made.region}.amazonaws.com` },
  };
}

/** ACM asks for the same record in every region: it is of the domain and the account. */
function certificate(made: Made): AwsValues {
  const domain = text(made, "domainName");
  const certificateArn = arn(made, "acm", `certificate/${uuid(made)}`);
  const label = createHash("sha256").update(`${made.accountId} ${domain}`).digest("hex").slice(0, 32);
  return {
    id: certificateArn,
    outputs: {
      arn: certificateArn,
      domainValidationOptions: [
        {
          domainName: domain,
          resourceRecordName: `_${label}.${domain}`,
          resourceRecordType: "CNAME",
          resourceRecordValue: `_${label}.acm-validations.aws`,
        },
      ],
    },
  };
}

function domainName(made: Made): AwsValues {
  return {
    id: text(made, "domainName"),
    outputs: { regionalDomainName: `d-${digest(made, 10)}.execute-api.${made.region}.amazonaws.com` },
  };
}

function lambdaFunction(made: Made): AwsValues {
  const functionArn = arn(made, "lambda", `function:${physical(made)}`);
  const path = `2015-03-31/functions/${functionArn}/invocations`;
  return {
    id: physical(made),
    outputs: { arn: functionArn, invokeArn: `arn:aws:apigateway:${made.region}:lambda:path/${path}` },
  };
}

/** By the values of its keys, which are texts. */
function tableItem(made: Made): AwsValues {
  const item = JSON.parse(text(made, "item")) as Readonly<Record<string, { readonly S?: string } | undefined>>;
  const [hashKeyValue, rangeKeyValue] = ["hashKey", "rangeKey"].map((key) => item[text(made, key)]?.S ?? "");
  return {
    id: [text(made, "tableName"), hashKeyValue, rangeKeyValue].join(","),
    outputs: { hashKeyValue, rangeKeyValue },
  };
}

function functionUrl(made: Made): AwsValues {
  const [name, urlId] = [text(made, "functionName"), digest(made, 32)];
  return {
    id: name,
    outputs: {
      functionArn: arn(made, "lambda", `function:${name}`),
      functionUrl: `https://${urlId}.lambda-url.${made.region}.on.aws/`,
      urlId,
    },
  };
}

/** Of the group that a schedule is in where it names none. */
function schedule(made: Made): AwsValues {
  const path = `default/${physical(made)}`;
  return { id: path, outputs: { arn: arn(made, "scheduler", `schedule/${path}`), groupName: "default" } };
}

function restApi(made: Made): AwsValues {
  const id = digest(made, 10);
  return {
    id,
    outputs: {
      arn: `arn:aws:apigateway:${made.region}::/restapis/${id}`,
      rootResourceId: digest({ ...made, name: `${made.name} root` }, 10),
      executionArn: arn(made, "execute-api", id),
    },
  };
}

function stage(made: Made): AwsValues {
  const api = text(made, "restApi");
  const name = text(made, "stageName");
  return {
    id: `ags-${api}-${name}`,
    outputs: {
      invokeUrl: `https://${api}.execute-api.${made.region}.amazonaws.com/${name}`,
      executionArn: arn(made, "execute-api", `${api}/${name}`),
    },
  };
}

function zone(made: Made): AwsValues {
  const zoneId = `Z${digest(made, 20).toUpperCase()}`;
  const nameServers = ["com", "net", "org", "co.uk"].map((end, index) => `ns-${index}.awsdns-0${index}.${end}`);
  return { id: zoneId, outputs: { zoneId, arn: `arn:aws:route53:::hostedzone/${zoneId}`, nameServers } };
}

function named(made: Made, service: string, resource: string): AwsValues {
  return { id: physical(made), outputs: { arn: arn(made, service, resource) } };
}

function generated(made: Made, outputs: Inputs): AwsValues {
  return { id: digest(made, 10), outputs };
}

function arn({ region, accountId }: Made, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** The name that the program gave; components leave none to the engine. */
function physical(made: Made): string {
  return text(made, "name");
}

function text({ name, inputs }: Made, key: string): string {
  const value = inputs[key];
  if (typeof value === "string") return value;
  throw new Error(`the resource ${name} needs ${key} to be a string, but it is ${JSON.stringify(value)}`);
}

function digest({ name, region }: Made, length: number): string {
  return createHash("sha256").update(`${region} ${name}`).digest("hex").slice(0, length);
}

function uuid(made: Made): string {
  return digest(made, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
