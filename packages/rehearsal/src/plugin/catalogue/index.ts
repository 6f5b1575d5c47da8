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
import { group } from "./autoscaling/group.ts";
import { scalingPolicy } from "./autoscaling/policy.ts";
import { compositeAlarm } from "./cloudwatch/composite-alarm.ts";
import { dashboard } from "./cloudwatch/dashboard.ts";
import { logGroup } from "./cloudwatch/log-group.ts";
import { metricAlarm } from "./cloudwatch/metric-alarm.ts";
import { tableItem } from "./dynamodb/table-item.ts";
import { table } from "./dynamodb/table.ts";
import { eip } from "./ec2/eip.ts";
import { internetGateway } from "./ec2/internet-gateway.ts";
import { natGateway } from "./ec2/nat-gateway.ts";
import { routeTableAssociation } from "./ec2/route-table-association.ts";
import { routeTable } from "./ec2/route-table.ts";
import { route } from "./ec2/route.ts";
import { securityGroupEgressRule, securityGroupIngressRule } from "./ec2/security-group-rule.ts";
import { securityGroup } from "./ec2/security-group.ts";
import { subnet } from "./ec2/subnet.ts";
import { vpcEndpoint } from "./ec2/vpc-endpoint.ts";
import { vpc } from "./ec2/vpc.ts";
import { launchTemplate } from "./ec2/launch-template.ts";
import { instanceProfile } from "./iam/instance-profile.ts";
import { policy } from "./iam/policy.ts";
import { rolePolicy } from "./iam/role-policy.ts";
import { role } from "./iam/role.ts";
import { serviceLinkedRole } from "./iam/service-linked-role.ts";
import { alias } from "./kms/alias.ts";
import { key } from "./kms/key.ts";
import { replicaKey } from "./kms/replica-key.ts";
import { functionEventInvokeConfig } from "./lambda/function-event-invoke-config.ts";
import { functionUrl } from "./lambda/function-url.ts";
import { lambdaFunction } from "./lambda/function.ts";
import { permission } from "./lambda/permission.ts";
import { listener } from "./lb/listener.ts";
import { loadBalancer } from "./lb/load-balancer.ts";
import { targetGroupAttachment } from "./lb/target-group-attachment.ts";
import { targetGroup } from "./lb/target-group.ts";
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
import { bucketObject } from "./s3/bucket-object.ts";
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
import { parameter } from "./ssm/parameter.ts";

const entries: readonly ResourceEntry[] = [
  alias,
  basePathMapping,
  bucket,
  bucketEncryption,
  bucketLifecycleConfiguration,
  bucketObject,
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
  eip,
  eventSubscription,
  functionEventInvokeConfig,
  functionUrl,
  globalCluster,
  group,
  healthCheck,
  instanceProfile,
  integration,
  internetGateway,
  key,
  lambdaFunction,
  listener,
  loadBalancer,
  launchTemplate,
  logGroup,
  method,
  methodSettings,
  metricAlarm,
  natGateway,
  parameter,
  parameterGroup,
  permission,
  policy,
  record,
  replicaKey,
  resource,
  restApi,
  role,
  rolePolicy,
  route,
  routeTable,
  routeTableAssociation,
  schedule,
  securityGroup,
  securityGroupEgressRule,
  securityGroupIngressRule,
  scalingPolicy,
  serviceLinkedRole,
  stage,
  subnet,
  secret,
  secretVersion,
  subnetGroup,
  table,
  tableItem,
  targetGroup,
  targetGroupAttachment,
  topic,
  topicPolicy,
  topicSubscription,
  vpc,
  vpcEndpoint,
  zone,
];

/** Every resource type that the plugin knows, by its Pulumi type token. */
export const catalogue: ReadonlyMap<string, ResourceEntry> = new Map(entries.map((entry) => [entry.type, entry]));
