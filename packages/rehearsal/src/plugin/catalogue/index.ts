import type { ResourceEntry } from "../entry.ts";
import { certificateValidation } from "./acm/certificate-validation.ts";
import { certificate } from "./acm/certificate.ts";
import { basePathMapping } from "./apigateway/base-path-mapping.ts";
import { deployment } from "./apigateway/deployment.ts";
import { domainName } from "./apigateway/domain-name.ts";
import { integration } from "./apigateway/integration.ts";
import { methodSettings } from "./apigateway/method-settings.ts";
import { method } from "./apigateway/method.ts";
import { resource } from "./apigateway/resource.ts";
import { restApi } from "./apigateway/rest-api.ts";
import { stage } from "./apigateway/stage.ts";
import { compositeAlarm } from "./cloudwatch/composite-alarm.ts";
import { dashboard } from "./cloudwatch/dashboard.ts";
import { logGroup } from "./cloudwatch/log-group.ts";
import { metricAlarm } from "./cloudwatch/metric-alarm.ts";
import { tableItem } from "./dynamodb/table-item.ts";
import { table } from "./dynamodb/table.ts";
import { policy } from "./iam/policy.ts";
import { rolePolicy } from "./iam/role-policy.ts";
import { role } from "./iam/role.ts";
import { alias } from "./kms/alias.ts";
import { key } from "./kms/key.ts";
import { replicaKey } from "./kms/replica-key.ts";
import { functionEventInvokeConfig } from "./lambda/function-event-invoke-config.ts";
import { functionUrl } from "./lambda/function-url.ts";
import { lambdaFunction } from "./lambda/function.ts";
import { permission } from "./lambda/permission.ts";
import { clusterInstance } from "./rds/cluster-instance.ts";
import { clusterParameterGroup } from "./rds/cluster-parameter-group.ts";
import { cluster } from "./rds/cluster.ts";
import { eventSubscription } from "./rds/event-subscription.ts";
import { globalCluster } from "./rds/global-cluster.ts";
import { parameterGroup } from "./rds/parameter-group.ts";
import { subnetGroup } from "./rds/subnet-group.ts";
import { healthCheck } from "./route53/health-check.ts";
import { record } from "./route53/record.ts";
import { zone } from "./route53/zone.ts";
import { bucketEncryption } from "./s3/bucket-encryption.ts";
import { bucketLifecycleConfiguration } from "./s3/bucket-lifecycle-configuration.ts";
import { bucketOwnershipControls } from "./s3/bucket-ownership-controls.ts";
import { bucketPolicy } from "./s3/bucket-policy.ts";
import { bucketPublicAccessBlock } from "./s3/bucket-public-access-block.ts";
import { bucketReplicationConfig } from "./s3/bucket-replication-config.ts";
import { bucketVersioning } from "./s3/bucket-versioning.ts";
import { bucket } from "./s3/bucket.ts";
import { schedule } from "./scheduler/schedule.ts";
import { secretVersion } from "./secretsmanager/secret-version.ts";
import { secret } from "./secretsmanager/secret.ts";
import { topicPolicy } from "./sns/topic-policy.ts";
import { topicSubscription } from "./sns/topic-subscription.ts";
import { topic } from "./sns/topic.ts";

const entries: readonly ResourceEntry[] = [
  alias,
  basePathMapping,
  bucket,
  bucketEncryption,
  bucketLifecycleConfiguration,
  bucketOwnershipControls,
  bucketPolicy,
  bucketPublicAccessBlock,
  bucketReplicationConfig,
  bucketVersioning,
  certificate,
  certificateValidation,
  cluster,
  clusterInstance,
  clusterParameterGroup,
  compositeAlarm,
  dashboard,
  deployment,
  domainName,
  eventSubscription,
  functionEventInvokeConfig,
  functionUrl,
  globalCluster,
  healthCheck,
  integration,
  key,
  lambdaFunction,
  logGroup,
  method,
  methodSettings,
  metricAlarm,
  parameterGroup,
  permission,
  policy,
  record,
  replicaKey,
  resource,
  restApi,
  role,
  rolePolicy,
  schedule,
  secret,
  secretVersion,
  stage,
  subnetGroup,
  table,
  tableItem,
  topic,
  topicPolicy,
  topicSubscription,
  zone,
];

/** Every resource type that the plugin knows, by its Pulumi type token. */
export const catalogue: ReadonlyMap<string, ResourceEntry> = new Map(entries.map((entry) => [entry.type, entry]));
