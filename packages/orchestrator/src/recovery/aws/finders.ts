import { deployment, domainName, resource, restApi } from "./api.ts";
import { certificate, healthCheck, record, zone } from "./dns.ts";
import { lambdaFunction, logGroup, schedule } from "./functions.ts";
import { policy, role } from "./iam.ts";
import { alias, key } from "./kms.ts";
import { compositeAlarm, dashboard, metricAlarm, topic, topicSubscription } from "./notices.ts";
import { bucket, table } from "./stores.ts";
import type { Finder } from "./wanted.ts";

/** How a resource is looked for, by its type. */
export const finders: Readonly<Record<string, Finder>> = {
  "aws:acm/certificate:Certificate": certificate,
  "aws:apigateway/deployment:Deployment": deployment,
  "aws:apigateway/domainName:DomainName": domainName,
  "aws:apigateway/resource:Resource": resource,
  "aws:apigateway/restApi:RestApi": restApi,
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": compositeAlarm,
  "aws:cloudwatch/dashboard:Dashboard": dashboard,
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm,
  "aws:dynamodb/table:Table": table,
  "aws:iam/policy:Policy": policy,
  "aws:iam/role:Role": role,
  "aws:kms/alias:Alias": alias,
  "aws:kms/key:Key": key,
  "aws:lambda/function:Function": lambdaFunction,
  "aws:route53/healthCheck:HealthCheck": healthCheck,
  "aws:route53/record:Record": record,
  "aws:route53/zone:Zone": zone,
  "aws:s3/bucket:Bucket": bucket,
  "aws:scheduler/schedule:Schedule": schedule,
  "aws:sns/topic:Topic": topic,
  "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
};
