import type { IncomingMessage, ServerResponse } from "node:http";
import { forwardWhole, sendWhole } from "../sandbox/forward.ts";
import type { WholeAnswer } from "../sandbox/forward.ts";
import type { Balancers } from "./balancers.ts";
import type { TargetState } from "./target-health.ts";

/** A request to Elastic Load Balancing's API, whose form has been read. */
export interface ControlRequest {
  readonly region: string;
  /** `RegisterTargets` */
  readonly action: string;
  readonly body: Buffer;
}

/** Answers one request to Elastic Load Balancing's control plane. */
export type BalancerControl = (
  request: IncomingMessage,
  response: ServerResponse,
  asked: ControlRequest,
) => Promise<void>;

/**
 * Passes requests on to the emulator, which decides whether they are allowed, and keeps the balancers up to date. To
 * DescribeTargetHealth MiniStack 1.5.33 always answers `healthy`; here it says what the balancers' own checks saw.
 * @param emulator `http://127.0.0.1:<port>`
 */
export function balancerControl(emulator: string, balancers: Balancers): BalancerControl {
  return async (request, response, { region, action, body }) => {
    const { method = "POST", url = "/" } = request;
    const answer = await forwardWhole(emulator, { method, url, headers: request.headers, body });
    if (answer.status === 200 && !action.startsWith("Describe")) balancers.changed(region);
    if (answer.status !== 200 || action !== "DescribeTargetHealth") return sendWhole(response, answer);
    await balancers.settled();
    const arn = new URLSearchParams(body.toString()).get("TargetGroupArn") ?? "";
    sendWhole(
      response,
      withStates(answer, (targetId) => {
        const group = balancers.group(region, arn);
        return group === undefined ? undefined : balancers.stateOf(region, group, targetId);
      }),
    );
  };
}

/** Why a target is in a state, as DescribeTargetHealth words it. */
const reasons: Readonly<Record<Exclude<TargetState, "healthy">, string>> = {
  initial: "Elb.RegistrationInProgress",
  unhealthy: "Target.FailedHealthChecks",
  unavailable: "Target.HealthCheckDisabled",
  unused: "Target.NotInUse",
};

/** The answer with these states; a target of which nothing is known stays as it is. */
export function withStates(answer: WholeAnswer, stateOf: (targetId: string) => TargetState | undefined): WholeAnswer {
  const text = answer.body
    .toString()
    .replaceAll(/<Id>(?<id>[^<]*)<\/Id>.*?<TargetHealth>.*?<\/TargetHealth>/gs, (member, id: string) => {
      const state = stateOf(id);
      if (state === undefined) return member;
      const reason = state === "healthy" ? "" : `<Reason>${reasons[state]}</Reason>`;
      return member.replace(
        /<TargetHealth>.*<\/TargetHealth>/s,
        `<TargetHealth><State>${state}</State>${reason}</TargetHealth>`,
      );
    });
  return { ...answer, body: Buffer.from(text) };
}
