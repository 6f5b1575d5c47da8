import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { GetFunctionConcurrencyCommand, LambdaClient, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import type { ComputeTargets } from "@tandem/config/control";
import type { ActPorts } from "../controller/act.ts";
import type { Sources } from "../controller/observe.ts";
import type { Capacity, CapacityValue, Side } from "../controller/readings.ts";

/** A region's own clients of what serves. */
export interface ComputeClients {
  readonly groups: AutoScalingClient;
  readonly functions: LambdaClient;
}

export interface Compute {
  readonly read: NonNullable<Sources["compute"]>;
  readonly scale: NonNullable<ActPorts["scale"]>;
}

/**
 * What serves in both regions: an Auto Scaling group, whose warm pool is taken from first by itself, or a function with
 * reserved concurrency, of which one counts as one.
 */
export function createCompute(clients: Readonly<Record<Side, ComputeClients>>): Compute {
  const read = async (of: ComputeTargets, side: Side, abortSignal: AbortSignal): Promise<CapacityValue> => {
    const { groups, functions } = clients[side];
    const { group, name } = namesOf(of, side);
    if (group === undefined) {
      const get = new GetFunctionConcurrencyCommand({ FunctionName: name });
      const { ReservedConcurrentExecutions: reserved } = await functions.send(get, { abortSignal });
      if (reserved === undefined) throw new Error(`the function ${name} has no reserved concurrency`);
      return { least: reserved, wanted: reserved, most: reserved, serving: reserved };
    }
    const describe = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] });
    const { AutoScalingGroups = [] } = await groups.send(describe, { abortSignal });
    const { MinSize, DesiredCapacity, MaxSize, Instances = [] } = AutoScalingGroups[0] ?? {};
    if (MinSize === undefined || DesiredCapacity === undefined || MaxSize === undefined) {
      throw new Error(`there is no Auto Scaling group ${group}`);
    }
    const serving = Instances.filter(({ LifecycleState }) => LifecycleState === "InService").length;
    return { least: MinSize, wanted: DesiredCapacity, most: MaxSize, serving };
  };
  return {
    read,
    scale: async (of, { side, capacity, isExact }, abortSignal) => {
      const { groups, functions } = clients[side];
      const { group, name } = namesOf(of, side);
      // What has grown by itself beyond what is wanted at least is left as it is.
      const now: Capacity = isExact ? capacity : await read(of, side, abortSignal);
      const least = Math.max(capacity.least, now.least);
      const wanted = Math.max(capacity.wanted, now.wanted);
      if (group === undefined) {
        const put = new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: wanted });
        await functions.send(put, { abortSignal });
        return "done";
      }
      const update = new UpdateAutoScalingGroupCommand({
        AutoScalingGroupName: group,
        MinSize: least,
        DesiredCapacity: wanted,
        MaxSize: Math.max(capacity.most, now.most),
      });
      await groups.send(update, { abortSignal });
      return "done";
    },
  };
}

/** @throws Error where neither is named */
function namesOf({ autoScalingGroups, functions }: ComputeTargets, side: Side) {
  const group = autoScalingGroups?.[side];
  const name = functions?.[side];
  if (group === undefined && name === undefined) throw new Error("the targets name neither groups nor functions");
  return { group, name };
}

/** How long a call may take, in milliseconds: one attempt, within `failover.callMs`. */
const requestTimeout = 2000;

export function computeClients(region: string): ComputeClients {
  const client = {
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 500, requestTimeout, throwOnRequestTimeout: true },
  };
  return { groups: new AutoScalingClient(client), functions: new LambdaClient(client) };
}
