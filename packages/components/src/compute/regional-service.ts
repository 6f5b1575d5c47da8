import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Role, Topology } from "@tandem/config";
import { AlertTopic } from "../observability/alert-topic.ts";
import { LedgerFunction } from "./ledger-function.ts";
import { RestApi } from "./rest-api.ts";

export interface RegionalServiceArgs {
  readonly topology: Topology;
  /** Whose region it serves; the two differ in nothing else. */
  readonly role: Role;
  readonly provider: aws.Provider;
  readonly roleArn: pulumi.Input<string>;
  /** The region's key. */
  readonly keyArn: pulumi.Input<string>;
  readonly workloadTableName: pulumi.Input<string>;
  readonly controlTableName: pulumi.Input<string>;
}

/**
 * Everything that one region needs to serve payments by itself: the ledger function, the REST API before it, and the
 * topic that alerts of this region go to. Nothing of it depends on the other region.
 *
 * ```ts
 * new RegionalService("service", { topology, role: "primary", provider, roleArn, keyArn, workloadTableName, controlTableName });
 * ```
 *
 * Costs nothing when idle.
 */
export class RegionalService extends pulumi.ComponentResource {
  public readonly apiEndpoint: pulumi.Output<string>;
  public readonly apiHostname: pulumi.Output<string>;
  public readonly apiId: pulumi.Output<string>;
  public readonly processorFunctionName: pulumi.Output<string>;
  public readonly processorFunctionArn: pulumi.Output<string>;
  public readonly alertTopicArn: pulumi.Output<string>;
  public readonly nodes: { readonly ledger: LedgerFunction; readonly api: RestApi; readonly alerts: AlertTopic };

  constructor(name: string, args: RegionalServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tandem:compute:RegionalService", name, {}, opts);
    const { topology, role, provider, keyArn } = args;
    const parent = { parent: this };
    const ledger = new LedgerFunction(`${name}-ledger`, args, parent);
    const api = new RestApi(`${name}-api`, { topology, role, provider, function: ledger.nodes.function }, parent);
    const alerts = new AlertTopic(`${name}-alerts`, { topology, role, provider, keyArn }, parent);
    this.nodes = { ledger, api, alerts };
    this.apiEndpoint = api.endpoint;
    this.apiHostname = api.hostname;
    this.apiId = api.apiId;
    this.processorFunctionName = ledger.functionName;
    this.processorFunctionArn = ledger.functionArn;
    this.alertTopicArn = alerts.topicArn;
    this.registerOutputs(this.outputs());
  }

  /** What a region's stack publishes. */
  public outputs() {
    const { apiEndpoint, apiHostname, apiId, processorFunctionName, processorFunctionArn, alertTopicArn } = this;
    return { apiEndpoint, apiHostname, apiId, processorFunctionName, processorFunctionArn, alertTopicArn };
  }
}
