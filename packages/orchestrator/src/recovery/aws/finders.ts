import { listener, loadBalancer, targetGroup } from "./balancers.ts";
import { deployment, domainName, resource, restApi } from "./api.ts";
import {
  cluster,
  clusterInstance,
  clusterParameterGroup,
  eventSubscription,
  globalCluster,
  parameterGroup,
  subnetGroup,
} from "./databases.ts";
import { certificate, healthCheck, record, zone } from "./dns.ts";
import {
  eip,
  internetGateway,
  launchTemplate,
  natGateway,
  routeTable,
  routeTableAssociation,
  securityGroup,
  securityGroupRule,
  subnet,
  vpc,
  vpcEndpoint,
} from "./ec2.ts";
import { lambdaFunction, logGroup, schedule } from "./functions.ts";
import { instanceProfile, policy, role, serviceLinkedRole } from "./iam.ts";
import { alias, key } from "./kms.ts";
import { compositeAlarm, dashboard, metricAlarm, topic, topicSubscription } from "./notices.ts";
import { autoScalingGroup } from "./scaling.ts";
import { parameter, secret, secretVersion } from "./secrets.ts";
import { bucket, table } from "./stores.ts";
import type { Finder } from "./wanted.ts";

/** How a resource is looked for, by its type. */
export const finders: Readonly<Record<string, Finder>> = {
  "aws:acm/certificate:Certificate": certificate,
  "aws:apigateway/deployment:Deployment": deployment,
  "aws:apigateway/domainName:DomainName": domainName,
  "aws:apigateway/resource:Resource": resource,
  "aws:apigateway/restApi:RestApi": restApi,
  "aws:autoscaling/group:Group": autoScalingGroup,
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": compositeAlarm,
  "aws:cloudwatch/dashboard:Dashboard": dashboard,
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:cloudwatch/metricAlarm:MetricAlarm": metricAlarm,
  "aws:dynamodb/table:Table": table,
  "aws:ec2/eip:Eip": eip,
  "aws:ec2/internetGateway:InternetGateway": internetGateway,
  "aws:ec2/launchTemplate:LaunchTemplate": launchTemplate,
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/routeTable:RouteTable": routeTable,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": routeTableAssociation,
  "aws:ec2/securityGroup:SecurityGroup": securityGroup,
  "aws:ec2/subnet:Subnet": subnet,
  "aws:ec2/vpc:Vpc": vpc,
  "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
  "aws:iam/instanceProfile:InstanceProfile": instanceProfile,
  "aws:iam/policy:Policy": policy,
  "aws:iam/role:Role": role,
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": serviceLinkedRole,
  "aws:kms/alias:Alias": alias,
  "aws:kms/key:Key": key,
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lb/listener:Listener": listener,
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:lb/targetGroup:TargetGroup": targetGroup,
  "aws:rds/cluster:Cluster": cluster,
  "aws:rds/clusterInstance:ClusterInstance": clusterInstance,
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": clusterParameterGroup,
  "aws:rds/eventSubscription:EventSubscription": eventSubscription,
  "aws:rds/globalCluster:GlobalCluster": globalCluster,
  "aws:rds/parameterGroup:ParameterGroup": parameterGroup,
  "aws:rds/subnetGroup:SubnetGroup": subnetGroup,
  "aws:route53/healthCheck:HealthCheck": healthCheck,
  "aws:route53/record:Record": record,
  "aws:route53/zone:Zone": zone,
  "aws:s3/bucket:Bucket": bucket,
  "aws:scheduler/schedule:Schedule": schedule,
  "aws:secretsmanager/secret:Secret": secret,
  "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
  "aws:sns/topic:Topic": topic,
  "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
  "aws:ssm/parameter:Parameter": parameter,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule,
};
