import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { unlessGone } from "../plugin/catalogue/calls.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import type { TargetRegistration } from "./machines.ts";

/** Registers instances as Auto Scaling itself does, with the calls that anybody has. A target group that is gone has none. */
export class ElbTargets implements TargetRegistration {
  readonly #endpoint: string;
  readonly #clients = new Map<string, Promise<ElasticLoadBalancingV2Client>>();

  /** @param endpoint where Elastic Load Balancing is */
  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  async register(region: string, targetGroupArns: readonly string[], instanceId: string): Promise<void> {
    if (targetGroupArns.length === 0) return;
    const { RegisterTargetsCommand } = await import("@aws-sdk/client-elastic-load-balancing-v2");
    const client = await this.#client(region);
    for (const TargetGroupArn of targetGroupArns) {
      const call = client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: instanceId }] }));
      await unlessGone(call, ...targetGroupGone);
    }
  }

  async deregister(region: string, targetGroupArns: readonly string[], instanceId: string): Promise<void> {
    if (targetGroupArns.length === 0) return;
    const { DeregisterTargetsCommand } = await import("@aws-sdk/client-elastic-load-balancing-v2");
    const client = await this.#client(region);
    for (const TargetGroupArn of targetGroupArns) {
      const call = client.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: instanceId }] }));
      await unlessGone(call, ...targetGroupGone);
    }
  }

  #client(region: string): Promise<ElasticLoadBalancingV2Client> {
    const made =
      this.#clients.get(region) ??
      import("@aws-sdk/client-elastic-load-balancing-v2").then(
        ({ ElasticLoadBalancingV2Client: Client }) =>
          new Client({ region, endpoint: this.#endpoint, credentials: rehearsalCredentials }),
      );
    this.#clients.set(region, made);
    return made;
  }
}

const targetGroupGone = ["TargetGroupNotFoundException", "TargetGroupNotFound"] as const;
