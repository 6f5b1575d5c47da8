import {
  AutoScalingClient,
  DeletePolicyCommand,
  PutScalingPolicyCommand,
  paginateDescribePolicies,
} from "@aws-sdk/client-auto-scaling";
import type { MetricType, ScalingPolicy, TargetTrackingConfiguration } from "@aws-sdk/client-auto-scaling";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem } from "../calls.ts";
import { flag, number, object, present, requiredText, text } from "../properties.ts";

/**
 * How a group's capacity follows a metric; its identifier is its name, which is unique in its group alone. Only target
 * tracking of predefined metrics is known. MiniStack 1.5.33 keeps it and never acts on it.
 */
export const scalingPolicy: ResourceEntry = {
  type: "aws:autoscaling/policy:Policy",
  properties: {
    autoscalingGroupName: { required: true, replaces: true },
    enabled: { default: true },
    estimatedInstanceWarmup: {},
    name: { required: true, replaces: true },
    policyType: { required: true },
    targetTrackingConfiguration: {
      required: true,
      fields: {
        disableScaleIn: { default: false },
        predefinedMetricSpecification: {
          required: true,
          fields: { predefinedMetricType: { required: true }, resourceLabel: {} },
        },
        targetValue: { required: true },
      },
    },
  },
  computed: { arn: "volatile" },

  importedAs(text) {
    const [group, name, ...others] = text.split("/");
    if (!group || !name || others.length > 0) return undefined;
    return { id: name, known: { autoscalingGroupName: group } };
  },

  async create(context, inputs) {
    await putPolicy(context, inputs);
    return requiredText(inputs, "name");
  },

  async read(context, id, known) {
    const found = (await policiesOf(context, text(known, "autoscalingGroupName"))).find(
      ({ PolicyName }) => PolicyName === id,
    );
    return found === undefined ? undefined : viewOf(found);
  },

  update: (context, _id, news) => putPolicy(context, news),

  async delete(context, id, state) {
    // Deleting one that is gone is an error to AWS, and so is asking about a group that is gone.
    const AutoScalingGroupName = requiredText(state, "autoscalingGroupName");
    const there = await policiesOf(context, AutoScalingGroupName);
    if (!there.some(({ PolicyName }) => PolicyName === id)) return;
    await context.client(AutoScalingClient).send(new DeletePolicyCommand({ AutoScalingGroupName, PolicyName: id }));
  },

  async list(context) {
    return (await policiesOf(context)).map(({ PolicyName: name = "" }) => ({ id: name, name }));
  },
};

async function putPolicy(context: CallContext, inputs: Properties): Promise<void> {
  const policyType = requiredText(inputs, "policyType");
  if (policyType !== "TargetTrackingScaling") {
    throw new TypeError(`policyType is ${JSON.stringify(policyType)}; the stand-in knows only "TargetTrackingScaling"`);
  }
  await context.client(AutoScalingClient).send(
    new PutScalingPolicyCommand({
      AutoScalingGroupName: requiredText(inputs, "autoscalingGroupName"),
      PolicyName: requiredText(inputs, "name"),
      PolicyType: policyType,
      Enabled: flag(inputs, "enabled") ?? true,
      EstimatedInstanceWarmup: number(inputs, "estimatedInstanceWarmup"),
      TargetTrackingConfiguration: trackingOf(object(inputs, "targetTrackingConfiguration") ?? {}),
    }),
  );
}

function trackingOf(tracking: Properties): TargetTrackingConfiguration {
  const metric = object(tracking, "predefinedMetricSpecification") ?? {};
  return {
    DisableScaleIn: flag(tracking, "disableScaleIn") ?? false,
    PredefinedMetricSpecification: {
      PredefinedMetricType: requiredText(metric, "predefinedMetricType") as MetricType,
      ResourceLabel: text(metric, "resourceLabel"),
    },
    TargetValue: number(tracking, "targetValue"),
  };
}

function viewOf(found: ScalingPolicy): Properties {
  const { TargetTrackingConfiguration: tracking } = found;
  const metric = tracking?.PredefinedMetricSpecification;
  return present({
    arn: found.PolicyARN,
    autoscalingGroupName: found.AutoScalingGroupName,
    enabled: found.Enabled,
    estimatedInstanceWarmup: found.EstimatedInstanceWarmup,
    name: found.PolicyName,
    policyType: found.PolicyType,
    targetTrackingConfiguration:
      tracking &&
      present({
        disableScaleIn: tracking.DisableScaleIn,
        predefinedMetricSpecification:
          metric && present({ predefinedMetricType: metric.PredefinedMetricType, resourceLabel: metric.ResourceLabel }),
        targetValue: tracking.TargetValue,
      }),
  });
}

/** A group that is gone has none. */
async function policiesOf(context: CallContext, AutoScalingGroupName?: string): Promise<ScalingPolicy[]> {
  const pages = paginateDescribePolicies({ client: context.client(AutoScalingClient) }, { AutoScalingGroupName });
  try {
    return await everyItem(pages, (page) => page.ScalingPolicies);
  } catch (error) {
    if (error instanceof Error && error.name === "ValidationError" && AutoScalingGroupName !== undefined) return [];
    throw error;
  }
}
