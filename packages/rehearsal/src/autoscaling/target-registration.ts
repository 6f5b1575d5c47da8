import { setTimeout as sleep } from "node:timers/promises";
import type * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import { unlessGone } from "../plugin/catalogue/calls.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import type { TargetRegistration } from "./machines.ts";

type Call = (module: typeof elb, client: elb.ElasticLoadBalancingV2Client, TargetGroupArn: string) => Promise<unknown>;

/** Milliseconds between two attempts while nobody answers. */
const retryMs = 1000;

/**
 * Registers instances as Auto Scaling itself does, with the calls that anybody has. A target group that is gone has none; a
 * region that is dark is waited for. Its client is loaded at the first call: most environments have no such groups.
 */
export class ElbTargets implements TargetRegistration {
  readonly #endpoint: string;
  readonly #clients = new Map<string, elb.ElasticLoadBalancingV2Client>();

  /** @param endpoint where Elastic Load Balancing is */
  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  register(region: string, targetGroupArns: readonly string[], instanceId: string): Promise<void> {
    return this.#each(region, targetGroupArns, ({ RegisterTargetsCommand }, client, TargetGroupArn) =>
      client.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: instanceId }] })),
    );
  }

  deregister(region: string, targetGroupArns: readonly string[], instanceId: string): Promise<void> {
    return this.#each(region, targetGroupArns, ({ DeregisterTargetsCommand }, client, TargetGroupArn) =>
      client.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: instanceId }] })),
    );
  }

  async #each(region: string, targetGroupArns: readonly string[], call: Call): Promise<void> {
    if (targetGroupArns.length === 0) return;
    const module = await import("@aws-sdk/client-elastic-load-balancing-v2");
    const client =
      this.#clients.get(region) ??
      new module.ElasticLoadBalancingV2Client({ region, endpoint: this.#endpoint, credentials: rehearsalCredentials });
    this.#clients.set(region, client);
    for (const arn of targetGroupArns) {
      await untilAnswered(() => unlessGone(call(module, client, arn), ...targetGroupGone));
    }
  }
}

const targetGroupGone = ["TargetGroupNotFoundException", "TargetGroupNotFound"] as const;

async function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (isAnswer(error)) throw error;
      await sleep(retryMs, undefined, { ref: false });
    }
  }
}

/** Whether a service has refused a call, rather than nobody answered it. */
function isAnswer(error: unknown): boolean {
  if (!(error instanceof Error) || !("$metadata" in error)) return false;
  const { $metadata: metadata } = error;
  return (
    typeof metadata === "object" &&
    metadata !== null &&
    "httpStatusCode" in metadata &&
    metadata.httpStatusCode !== undefined
  );
}
