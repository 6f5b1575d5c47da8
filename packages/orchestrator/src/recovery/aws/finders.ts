import type { Finder } from "./wanted.ts";

/** Each loads the AWS SDK's clients of its services only when one of its types is looked for. */
const inApi = finderIn(() => import("./api.ts"));
const inBalancers = finderIn(() => import("./balancers.ts"));
const inDatabases = finderIn(() => import("./databases.ts"));
const inDns = finderIn(() => import("./dns.ts"));
const inEc2 = finderIn(() => import("./ec2.ts"));
const inFunctions = finderIn(() => import("./functions.ts"));
const inIam = finderIn(() => import("./iam.ts"));
const inKms = finderIn(() => import("./kms.ts"));
const inNotices = finderIn(() => import("./notices.ts"));
const inScaling = finderIn(() => import("./scaling.ts"));
const inSecrets = finderIn(() => import("./secrets.ts"));
const inStores = finderIn(() => import("./stores.ts"));

/** How a resource is looked for, by its type. */
export const finders: Readonly<Record<string, Finder>> = {
  "aws:acm/certificate:Certificate": inDns((of) => of.certificate),
  "aws:apigateway/deployment:Deployment": inApi((of) => of.deployment),
  "aws:apigateway/domainName:DomainName": inApi((of) => of.domainName),
  "aws:apigateway/resource:Resource": inApi((of) => of.resource),
  "aws:apigateway/restApi:RestApi": inApi((of) => of.restApi),
  "aws:autoscaling/group:Group": inScaling((of) => of.autoScalingGroup),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": inNotices((of) => of.compositeAlarm),
  "aws:cloudwatch/dashboard:Dashboard": inNotices((of) => of.dashboard),
  "aws:cloudwatch/logGroup:LogGroup": inFunctions((of) => of.logGroup),
  "aws:cloudwatch/metricAlarm:MetricAlarm": inNotices((of) => of.metricAlarm),
  "aws:dynamodb/table:Table": inStores((of) => of.table),
  "aws:ec2/eip:Eip": inEc2((of) => of.eip),
  "aws:ec2/internetGateway:InternetGateway": inEc2((of) => of.internetGateway),
  "aws:ec2/launchTemplate:LaunchTemplate": inEc2((of) => of.launchTemplate),
  "aws:ec2/natGateway:NatGateway": inEc2((of) => of.natGateway),
  "aws:ec2/routeTable:RouteTable": inEc2((of) => of.routeTable),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": inEc2((of) => of.routeTableAssociation),
  "aws:ec2/securityGroup:SecurityGroup": inEc2((of) => of.securityGroup),
  "aws:ec2/subnet:Subnet": inEc2((of) => of.subnet),
  "aws:ec2/vpc:Vpc": inEc2((of) => of.vpc),
  "aws:ec2/vpcEndpoint:VpcEndpoint": inEc2((of) => of.vpcEndpoint),
  "aws:iam/instanceProfile:InstanceProfile": inIam((of) => of.instanceProfile),
  "aws:iam/policy:Policy": inIam((of) => of.policy),
  "aws:iam/role:Role": inIam((of) => of.role),
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": inIam((of) => of.serviceLinkedRole),
  "aws:kms/alias:Alias": inKms((of) => of.alias),
  "aws:kms/key:Key": inKms((of) => of.key),
  "aws:lambda/function:Function": inFunctions((of) => of.lambdaFunction),
  "aws:lb/listener:Listener": inBalancers((of) => of.listener),
  "aws:lb/loadBalancer:LoadBalancer": inBalancers((of) => of.loadBalancer),
  "aws:lb/targetGroup:TargetGroup": inBalancers((of) => of.targetGroup),
  "aws:rds/cluster:Cluster": inDatabases((of) => of.cluster),
  "aws:rds/clusterInstance:ClusterInstance": inDatabases((of) => of.clusterInstance),
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": inDatabases((of) => of.clusterParameterGroup),
  "aws:rds/eventSubscription:EventSubscription": inDatabases((of) => of.eventSubscription),
  "aws:rds/globalCluster:GlobalCluster": inDatabases((of) => of.globalCluster),
  "aws:rds/parameterGroup:ParameterGroup": inDatabases((of) => of.parameterGroup),
  "aws:rds/subnetGroup:SubnetGroup": inDatabases((of) => of.subnetGroup),
  "aws:route53/healthCheck:HealthCheck": inDns((of) => of.healthCheck),
  "aws:route53/record:Record": inDns((of) => of.record),
  "aws:route53/zone:Zone": inDns((of) => of.zone),
  "aws:s3/bucket:Bucket": inStores((of) => of.bucket),
  "aws:scheduler/schedule:Schedule": inFunctions((of) => of.schedule),
  "aws:secretsmanager/secret:Secret": inSecrets((of) => of.secret),
  "aws:sns/topic:Topic": inNotices((of) => of.topic),
  "aws:sns/topicSubscription:TopicSubscription": inNotices((of) => of.topicSubscription),
  "aws:ssm/parameter:Parameter": inSecrets((of) => of.parameter),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": inEc2((of) => of.securityGroupRule),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": inEc2((of) => of.securityGroupRule),
};

function finderIn<Module>(load: () => Promise<Module>): (pick: (of: Module) => Finder) => Finder {
  return (pick) => async (wanted) => pick(await load())(wanted);
}
