import { randomUUID } from "node:crypto";
import type { WholeAnswer } from "../sandbox/forward.ts";
import { escapeXml, formOf } from "../sandbox/service-front.ts";
import type { FrontRequest, ServiceFront } from "../sandbox/service-front.ts";
import { AutoScalingError } from "./call.ts";
import type { Action, Call } from "./call.ts";
import { createGroup, deleteGroup, describeGroups, setDesiredCapacity, updateGroup } from "./group-actions.ts";
import { attachTargetGroups, describeInstances, detachTargetGroups, terminateInstance } from "./instance-actions.ts";
import { cancelInstanceRefresh, describeInstanceRefreshes, startInstanceRefresh } from "./refresh-actions.ts";
import { createOrUpdateTags, deleteTags, describeTags } from "./tag-actions.ts";
import { deleteWarmPool, describeWarmPool, putWarmPool } from "./warm-pool-actions.ts";

/** What is answered here; everything else, scaling policies above all, is the emulator's. */
const actions: Readonly<Record<string, Action>> = {
  AttachLoadBalancerTargetGroups: attachTargetGroups,
  CancelInstanceRefresh: cancelInstanceRefresh,
  CreateAutoScalingGroup: createGroup,
  CreateOrUpdateTags: createOrUpdateTags,
  DeleteAutoScalingGroup: deleteGroup,
  DeleteTags: deleteTags,
  DeleteWarmPool: deleteWarmPool,
  DescribeAutoScalingGroups: describeGroups,
  DescribeAutoScalingInstances: describeInstances,
  DescribeInstanceRefreshes: describeInstanceRefreshes,
  DescribeTags: describeTags,
  DescribeWarmPool: describeWarmPool,
  DetachLoadBalancerTargetGroups: detachTargetGroups,
  PutWarmPool: putWarmPool,
  SetDesiredCapacity: setDesiredCapacity,
  StartInstanceRefresh: startInstanceRefresh,
  TerminateInstanceInAutoScalingGroup: terminateInstance,
  UpdateAutoScalingGroup: updateGroup,
};

/**
 * Auto Scaling's groups, instances, warm pools and refreshes. MiniStack 1.5.33 keeps groups without target groups, updates
 * no launch template, and knows no warm pool: it decides whether a caller may do something, keeps the scaling policies, and
 * the rest is answered here.
 */
export function autoScalingFront(context: Omit<Call, "region" | "form">): ServiceFront {
  return {
    serves: ({ service, action }) => service === "autoscaling" && Object.hasOwn(actions, action),
    async answer({ scope, request, forward }) {
      const action = actions[scope.action];
      if (action === undefined) return forward();
      const call = { ...context, region: scope.region ?? "", form: formOf(request) };
      try {
        const work = await action(call);
        const allowed = await forward();
        if (allowed.status >= 300 && !isUnknownThere(allowed)) return allowed;
        return answerTo(scope, await work());
      } catch (error) {
        if (error instanceof AutoScalingError) return refusal(error);
        throw error;
      }
    },
  };
}

/** Whether the emulator let a request pass and then did not know the action. */
function isUnknownThere({ status, body }: WholeAnswer): boolean {
  return status === 400 && body.includes("<Code>InvalidAction</Code>");
}

const namespace = "http://autoscaling.amazonaws.com/doc/2011-01-01/";

function answerTo({ action }: FrontRequest["scope"], result: string): WholeAnswer {
  return xml(
    200,
    `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

function refusal({ code, message }: AutoScalingError): WholeAnswer {
  return xml(
    400,
    `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

function xml(status: number, body: string): WholeAnswer {
  return { status, headers: { "content-type": "text/xml" }, body: Buffer.from(body) };
}
