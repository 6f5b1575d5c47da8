import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { HeartbeatWriter } from "../failover/heartbeat-writer.ts";
import { AlertTopic } from "../observability/alert-topic.ts";
import { RegionAlarms } from "../observability/region-alarms.ts";
import type { CertificateArns } from "./certificate-arns.ts";
import { CustomDomain } from "./custom-domain.ts";
import { LedgerFunction } from "./ledger-function.ts";
import { RestApi } from "./rest-api.ts";

export interface RegionalServiceArgs {
  readonly topology: Topology;
  /** Whose region it serves; the two differ in nothing else. */
  readonly role: Role;
  readonly provider: aws.Provider;
  /** The ledger function's role. */
  readonly roleArn: pulumi.Input<string>;
  /** The heartbeat function's role. */
  readonly heartbeatRoleArn: pulumi.Input<string>;
  /** The role that the heartbeat function is started with. */
  readonly heartbeatScheduleRoleArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
  readonly workloadTableName: pulumi.Input<string>;
  readonly controlTableName: pulumi.Input<string>;
  /** The issued certificates for the failover name, which a delegated domain has. */
  readonly certificateArns: pulumi.Input<CertificateArns>;
}

/**
 * Everything that one region needs to serve payments by itself: the ledger function, the REST API before it, the alarms on
 * both and on what they store, the topic that alarms of this region go to, and its heartbeat. Nothing of it depends on the other region.
 *
 * ```ts
 * new RegionalService("service", {
 *   topology, role: "primary", provider, roleArn, heartbeatRoleArn, heartbeatScheduleRoleArn, keyArn,
 *   workloadTableName, controlTableName, certificateArns,
 * });
 * ```
 *
 * Costs its alarms and its heartbeat when idle.
 */
export class RegionalService extends pulumi.ComponentResource {
  public readonly apiEndpoint: pulumi.Output<string>;
  public readonly apiHostname: pulumi.Output<string>;
  public readonly apiId: pulumi.Output<string>;
  /** Host that the failover name leads to: the custom domain's, or the API's own where the domain is not delegated. */
  public readonly trafficHostname: pulumi.Output<string>;
  public readonly processorFunctionName: pulumi.Output<string>;
  public readonly processorFunctionArn: pulumi.Output<string>;
  public readonly alertTopicArn: pulumi.Output<string>;
  public readonly alarmArns: pulumi.Output<string[]>;
  public readonly nodes: {
    readonly ledger: LedgerFunction;
    readonly api: RestApi;
    readonly domain: CustomDomain | undefined;
    readonly heartbeat: HeartbeatWriter;
    readonly alerts: AlertTopic;
    readonly alarms: RegionAlarms;
  };

  constructor(name: string, args: RegionalServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:RegionalService", name, {}, opts);
    const { topology, role, provider, keyArn } = args;
    const parent = { parent: this };
    const ledger = new LedgerFunction(`${name}-ledger`, args, parent);
    const api = new RestApi(`${name}-api`, { topology, role, provider, function: ledger.nodes.function }, parent);
    const domain = topology.domain.delegated
      ? new CustomDomain(
          `${name}-domain`,
          { topology, role, provider, certificateArns: args.certificateArns, stage: api.nodes.stage },
          parent,
        )
      : undefined;
    const heartbeat = new HeartbeatWriter(
      `${name}-heartbeat`,
      { ...args, roleArn: args.heartbeatRoleArn, scheduleRoleArn: args.heartbeatScheduleRoleArn },
      parent,
    );
    const place = { region: topology.regions[role], topicName: topology.names[role].alertTopic };
    const alerts = new AlertTopic(`${name}-alerts`, { topology, ...place, provider, keyArn }, parent);
    const alarms = new RegionAlarms(`${name}-alarms`, { topology, role, provider, topicArn: alerts.topicArn }, parent);
    this.nodes = { ledger, api, domain, heartbeat, alerts, alarms };
    this.apiEndpoint = api.endpoint;
    this.apiHostname = api.hostname;
    this.apiId = api.apiId;
    this.trafficHostname = domain?.targetHostname ?? api.hostname;
    this.processorFunctionName = ledger.functionName;
    this.processorFunctionArn = ledger.functionArn;
    this.alertTopicArn = alerts.topicArn;
    this.alarmArns = alarms.alarmArns;
    this.registerOutputs(this.outputs());
  }

  /** What a region's stack publishes. */
  public outputs() {
    const { apiEndpoint, apiHostname, apiId, trafficHostname, processorFunctionName, processorFunctionArn } = this;
    const api = { apiEndpoint, apiHostname, apiId, trafficHostname };
    return {
      ...api,
      processorFunctionName,
      processorFunctionArn,
      alertTopicArn: this.alertTopicArn,
      alarmArns: this.alarmArns,
    };
  }
}
