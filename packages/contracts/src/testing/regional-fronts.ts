import type { RegionalNames, Role, Topology } from "@tandem/config";
import { expect } from "vitest";
import { servingFunction, servingInstances } from "./regional-serving.ts";
import type { RegionalServing } from "./regional-serving.ts";

/** What a profile has before what serves, as tests of the regions' programs see it. */
interface RegionalFront {
  /** What is behind it. */
  readonly serving: RegionalServing;
  /** What it publishes of it. */
  readonly outputs: (region: string, names: RegionalNames) => Readonly<Record<string, unknown>>;
  /** What must hold among the outputs, by expectations. */
  readonly agree: (outputs: Readonly<Record<string, unknown>>) => void;
  readonly alarms: readonly string[];
  /** On the tables of both regions, and on what tells of the region. */
  readonly storeAlarms: readonly string[];
  /** What the standby has more of these. */
  readonly standbyStoreAlarms: readonly string[];
  /** What what serves is told of where it keeps things. */
  readonly stores: (topology: Topology, role: Role) => Readonly<Record<string, unknown>>;
  /** Resources that name the other region. */
  readonly reachAcross: readonly string[];
  /** The stack's configuration of its own. */
  readonly config: Readonly<Record<Role, Readonly<Record<string, string>>>>;
  readonly taggable: readonly string[];
  readonly delegated: {
    /** Lines that an inventory has more. */
    readonly adds: readonly string[];
    /** What names the certificate. */
    readonly certified: string;
    readonly outputs: (region: string, role: Role) => Readonly<Record<string, unknown>>;
  };
}

const matching = (pattern: string): unknown => expect.stringMatching(new RegExp(`^${pattern}$`));
const escaped = (text: string) => text.replaceAll(".", String.raw`\.`);

/** Of a ledger in a global table. */
const table = {
  storeAlarms: [
    "ledger-putitem-errors",
    "ledger-query-errors",
    "control-getitem-errors",
    "ledger-read-throttles",
    "ledger-write-throttles",
    "ledger-replication-latency",
    "documents-replication-latency",
    "documents-replication-failures",
    "heartbeat-dead",
  ],
  standbyStoreAlarms: [],
  stores: ({ names }: Topology) => ({ WORKLOAD_TABLE: names.global.workloadTable }),
  reachAcross: [],
  config: { primary: {}, standby: {} },
} as const;

const restApi: RegionalFront = {
  ...table,
  serving: servingFunction,
  outputs: (region) => {
    const host = escaped(`execute-api.${region}.amazonaws.com`);
    return {
      apiId: matching("[0-9a-f]{10}"),
      apiEndpoint: matching(`https://[0-9a-f]{10}\\.${host}/prod`),
      apiHostname: matching(`[0-9a-f]{10}\\.${host}`),
      trafficHostname: matching(`[0-9a-f]{10}\\.${host}`),
    };
  },
  agree: ({ apiId, apiEndpoint, apiHostname, trafficHostname }) => {
    expect(apiEndpoint).toBe(`https://${String(apiHostname)}/prod`);
    expect(apiHostname).toMatch(new RegExp(`^${String(apiId)}\\.`));
    expect(trafficHostname).toBe(apiHostname);
  },
  alarms: ["api-server-errors", "api-latency"],
  taggable: ["aws:apigateway/restApi:RestApi", "aws:apigateway/stage:Stage"],
  delegated: {
    adds: [
      "aws:apigateway/basePathMapping:BasePathMapping service-domain",
      "aws:apigateway/domainName:DomainName service-domain",
      "tandem:compute:CustomDomain service-domain",
    ],
    certified: "aws:apigateway/domainName:DomainName service-domain",
    outputs: (region) => ({ trafficHostname: matching(escaped(`d-[0-9a-f]{10}.execute-api.${region}.amazonaws.com`)) }),
  },
};

const balancerHost = (region: string) => escaped(`[a-z0-9-]+.${region}.elb.amazonaws.com`);

const balancer: RegionalFront = {
  ...table,
  serving: servingFunction,
  outputs: (region, { loadBalancer = "", targetGroup = "" }) => {
    const arn = `arn:aws:elasticloadbalancing:${region}:123456789012`;
    return {
      apiEndpoint: matching(`http://${balancerHost(region)}`),
      apiHostname: matching(balancerHost(region)),
      trafficHostname: matching(balancerHost(region)),
      trafficZoneId: "Z35SXDOTRQ7X7K",
      loadBalancerArn: matching(`${arn}:loadbalancer/app/${loadBalancer}/[0-9a-f]{16}`),
      targetGroupArn: matching(`${arn}:targetgroup/${targetGroup}/[0-9a-f]{16}`),
      vpcId: matching("vpc-[0-9a-f]{17}"),
    };
  },
  agree: ({ apiEndpoint, apiHostname, trafficHostname }) => {
    expect(apiEndpoint).toBe(`http://${String(apiHostname)}`);
    expect(trafficHostname).toBe(apiHostname);
  },
  alarms: ["target-health", "balancer-errors", "balancer-latency"],
  taggable: [
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:lb/listener:Listener",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:lb/targetGroup:TargetGroup",
    "aws:ssm/parameter:Parameter",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  ],
  delegated: {
    adds: [
      "aws:lb/listener:Listener service-balancer-https",
      "aws:route53/record:Record service-name",
      "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule service-balancer-https",
      "tandem:compute:RegionalNameRecord service-name",
    ],
    certified: "aws:lb/listener:Listener service-balancer-https",
    outputs: (region, role) => ({
      apiEndpoint: `https://${role}.api.pay.bank.co`,
      apiHostname: `${role}.api.pay.bank.co`,
      trafficHostname: matching(balancerHost(region)),
    }),
  },
};

const databaseHost = (cluster: string, kind: "cluster" | "cluster-ro", region: string) =>
  matching(`${cluster}\\.${kind}-[0-9a-z]+\\.${region}\\.rds\\.amazonaws\\.com`);

/** A balancer with a health function beside it, and a ledger in a global database. */
const balancerOverDatabase: RegionalFront = {
  ...balancer,
  outputs: (region, names) => {
    const { databaseCluster = "" } = names;
    return {
      ...balancer.outputs(region, names),
      functionUrlHostname: matching(`[0-9a-z]+\\.lambda-url\\.${region}\\.on\\.aws`),
      databaseClusterArn: `arn:aws:rds:${region}:123456789012:cluster:${databaseCluster}`,
      databaseClusterId: databaseCluster,
      databaseWriterEndpoint: databaseHost(databaseCluster, "cluster", region),
      databaseReaderEndpoint: databaseHost(databaseCluster, "cluster-ro", region),
    };
  },
  storeAlarms: [
    "sessions-putitem-errors",
    "sessions-query-errors",
    "control-getitem-errors",
    "sessions-read-throttles",
    "sessions-write-throttles",
    "sessions-replication-latency",
    "documents-replication-latency",
    "documents-replication-failures",
    "heartbeat-dead",
    "database-cpu",
    "database-memory",
    "database-connections",
    "database-deadlocks",
    "database-replication-lag",
    "database-rpo-lag",
  ],
  standbyStoreAlarms: ["database-headless", "database-version-mismatch", "promotion-failed", "tail-not-kept"],
  stores: ({ names, regions, database }, role) => ({
    SESSIONS_TABLE: names.global.sessionsTable,
    DATABASE_NAME: database?.name,
    DATABASE_PORT: "5432",
    DATABASE_WRITER_HOST: databaseHost(names[role].databaseCluster ?? "", "cluster", regions[role]),
    DATABASE_READER_HOST: databaseHost(names[role].databaseCluster ?? "", "cluster-ro", regions[role]),
    DATABASE_SECRET_ARN: `arn:aws:secretsmanager:${regions[role]}:123456789012:secret:${names[role].databaseSecret}-a1b2c3`,
    DATABASE_CA_FILE: "/var/runtime/ca-cert.pem",
    SERVES: "all",
  }),
  config: { primary: { "tandem:databasePassword": "not-a-real-one" }, standby: {} },
  taggable: [
    ...balancer.taggable.filter((type) => !type.startsWith("aws:ssm/")),
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:rds/cluster:Cluster",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/eventSubscription:EventSubscription",
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/subnetGroup:SubnetGroup",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  ],
};

/** A balancer before instances, and a ledger in a global database. */
const instancesOverDatabase: RegionalFront = {
  ...balancerOverDatabase,
  serving: servingInstances,
  outputs: (region, names) => {
    const { functionUrlHostname: __, ...outputs } = balancerOverDatabase.outputs(region, names);
    return outputs;
  },
  storeAlarms: balancerOverDatabase.storeAlarms.filter((key) => !key.startsWith("sessions-")),
  stores: (topology, role) => {
    const { SESSIONS_TABLE: __, ...stores } = balancerOverDatabase.stores(topology, role);
    return { ...stores, DATABASE_CA_FILE: "/opt/tandem/rds-authorities.pem", PORT: "8080" };
  },
  taggable: [
    ...balancerOverDatabase.taggable.filter((type) => type !== "aws:ec2/vpcEndpoint:VpcEndpoint"),
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:s3/bucketObjectv2:BucketObjectv2",
  ],
};

/** By the name of a profile. */
export const regionalFronts = {
  "payments-us": restApi,
  "trading-serverless-us": balancer,
  "transactions-us": balancerOverDatabase,
  "trading-eu": instancesOverDatabase,
} as const;
export type FrontedProfile = keyof typeof regionalFronts;
