import type * as aws from "@pulumi/aws";
import type { Provider as AwsxProvider } from "@pulumi/awsx/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import type { RegionalDatabase } from "../database/regional-database.ts";
import { HeartbeatWriter } from "../failover/heartbeat-writer.ts";
import type { LagReader } from "../failover/lag-reader.ts";
import type { RegionalNetwork } from "../network/regional-network.ts";
import { AlertTopic } from "../observability/alert-topic.ts";
import { RegionAlarms } from "../observability/region-alarms.ts";
import { present } from "../parts.ts";
import type { CertificateArns } from "./certificate-arns.ts";
import { EndpointParameters } from "./endpoint-parameters.ts";
import type { AutoScalingService } from "./auto-scaling-service.ts";
import { networkFor } from "./front.ts";
import type { Front } from "./front.ts";
import type { HealthFunction } from "./health-function.ts";
import { instanceAccessFor } from "./instance-service.ts";
import type { LedgerFunction } from "./ledger-function.ts";
import { functionCompute, instanceCompute } from "./regional-compute.ts";
import { databaseFor, healthFor, lagReaderFor } from "./regional-database-parts.ts";
import type { RegionalDatabaseSource } from "./regional-database-parts.ts";

export interface RegionalServiceArgs {
  readonly topology: Topology;
  /** Whose region it serves; the two differ in nothing else. */
  readonly role: Role;
  readonly provider: aws.Provider;
  /** Makes the VPC of a profile that has one. */
  readonly awsxProvider: AwsxProvider | undefined;
  /** The role of what serves: the ledger function's, or the instances'. */
  readonly roleArn: pulumi.Input<string>;
  /** The heartbeat function's role. */
  readonly heartbeatRoleArn: pulumi.Input<string>;
  /** The role that the heartbeat function is started with. */
  readonly heartbeatScheduleRoleArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
  /** The health function's role. @default there is no such function */
  readonly healthRoleArn?: pulumi.Input<string> | undefined;
  /** Where the ledger is in it. @default none */
  readonly workloadTableName?: pulumi.Input<string> | undefined;
  readonly controlTableName: pulumi.Input<string>;
  /** Where sessions are kept. @default none */
  readonly sessionsTableName?: pulumi.Input<string> | undefined;
  /** @default there is no database */
  readonly database?: RegionalDatabaseSource | undefined;
  /** The environment's zone. */
  readonly zoneId: pulumi.Input<string>;
  /** The issued certificates for the failover name, which a delegated domain has. */
  readonly certificateArns: pulumi.Input<CertificateArns>;
}

/**
 * Everything that one region needs to serve by itself: the ledger function or instances, the REST API or the load balancer before it with
 * its network, the alarms on these and on what they store, the topic that alarms of this region go to, its heartbeat, and where
 * the profile has them its database with what tells of its lag, the function that tells of its health, and its endpoints as
 * parameters. Nothing of it depends on the other region, but that a second cluster joins a first one.
 *
 * ```ts
 * new RegionalService("service", {
 *   topology, role: "primary", provider, awsxProvider, roleArn, heartbeatRoleArn, heartbeatScheduleRoleArn, keyArn,
 *   workloadTableName, controlTableName, zoneId, certificateArns,
 * });
 * ```
 *
 * Costs its alarms, its heartbeat, its load balancer and its database when idle.
 */
export class RegionalService extends pulumi.ComponentResource {
  public readonly alertTopicArn: pulumi.Output<string>;
  public readonly alarmArns: pulumi.Output<string[]>;
  public readonly nodes: {
    readonly network: RegionalNetwork | undefined;
    readonly database: RegionalDatabase | undefined;
    readonly ledger: LedgerFunction | undefined;
    readonly instances: AutoScalingService | undefined;
    readonly front: Front;
    readonly parameters: EndpointParameters | undefined;
    readonly health: HealthFunction | undefined;
    readonly heartbeat: HeartbeatWriter;
    readonly lagReader: LagReader | undefined;
    readonly alerts: AlertTopic;
    readonly alarms: RegionAlarms;
  };

  constructor(name: string, args: RegionalServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:RegionalService", name, {}, opts);
    const { topology, role, provider, keyArn } = args;
    const place = { topology, role, provider };
    const parent = { parent: this };
    const network = networkFor(name, args, parent);
    const topic = { region: topology.regions[role], topicName: topology.names[role].alertTopic };
    const alerts = new AlertTopic(`${name}-alerts`, { topology, ...topic, provider, keyArn }, parent);
    const access = instanceAccessFor(name, place, network, parent);
    const open = { topicArn: alerts.topicArn, instancesGroupId: access?.securityGroupId };
    const served = databaseFor(name, { ...args, ...open }, network, parent);
    const { workloadTableName, controlTableName, sessionsTableName } = args;
    const stores = { workloadTableName, controlTableName, sessionsTableName, database: served?.variables };
    const { front, ledger, instances } =
      access === undefined
        ? functionCompute(name, args, stores, network, parent)
        : instanceCompute(
            name,
            args,
            stores,
            { network: present(network, topology.profile, "network"), access },
            parent,
          );
    const { apiEndpoint } = front;
    const parameters = topology.parameters
      ? new EndpointParameters(`${name}-parameters`, { ...place, keyArn, apiEndpoint }, parent)
      : undefined;
    const health = healthFor(name, args, stores, served, parent);
    const heartbeat = new HeartbeatWriter(
      `${name}-heartbeat`,
      { ...args, roleArn: args.heartbeatRoleArn, scheduleRoleArn: args.heartbeatScheduleRoleArn, database: served },
      parent,
    );
    const lagReader = lagReaderFor(name, args, served, parent);
    const balancer = front.balancer?.metrics;
    const alarms = new RegionAlarms(`${name}-alarms`, { ...place, topicArn: alerts.topicArn, balancer }, parent);
    const database = served?.database;
    this.nodes = {
      network,
      database,
      ledger,
      instances,
      front,
      parameters,
      health,
      heartbeat,
      lagReader,
      alerts,
      alarms,
    };
    this.alertTopicArn = alerts.topicArn;
    this.alarmArns = alarms.alarmArns;
    this.registerOutputs(this.outputs());
  }

  /** What a region's stack publishes. What belongs to a part that the profile lacks is undefined. */
  public outputs() {
    const { network, ledger, instances, front, health } = this.nodes;
    const member = this.nodes.database?.nodes.member;
    const { apiEndpoint, apiHostname, trafficHostname, api, balancer } = front;
    return {
      apiEndpoint,
      apiHostname,
      trafficHostname,
      apiId: api?.apiId,
      trafficZoneId: balancer?.zoneId,
      loadBalancerArn: balancer?.loadBalancerArn,
      targetGroupArn: balancer?.targetGroupArn,
      vpcId: network?.vpcId,
      processorFunctionName: ledger?.functionName,
      processorFunctionArn: ledger?.functionArn,
      autoScalingGroupName: instances?.autoScalingGroupName,
      functionUrlHostname: health?.hostname,
      databaseClusterArn: member?.clusterArn,
      databaseClusterId: member?.clusterId,
      databaseWriterEndpoint: member?.writerEndpoint,
      databaseReaderEndpoint: member?.readerEndpoint,
      alertTopicArn: this.alertTopicArn,
      alarmArns: this.alarmArns,
    };
  }
}
