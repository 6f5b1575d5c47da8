import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroupCommand,
  StartInstanceRefreshCommand,
  UpdateAutoScalingGroupCommand,
  paginateDescribeAutoScalingGroups,
} from "@aws-sdk/client-auto-scaling";
import type { AutoScalingGroup, LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone, waitFor } from "../calls.ts";
import { asked, flag, number, object, present, requiredText, text, texts } from "../properties.ts";
import { tagsFromList } from "../tags.ts";
import { groupTags, moveGroupTags, tagProperties, tagViews } from "./group-tags.ts";
import { waitForCapacity } from "./group-capacity.ts";
import { moveTargetGroups } from "./group-targets.ts";
import { deleteWarmPool, moveWarmPool, warmPoolProperties, warmPoolView } from "./warm-pool.ts";

/** Changes of these start an instance refresh, where the program asks for refreshes. */
const refreshing = ["launchTemplate"] as const;

/** What the official provider asks for where the program says nothing. */
const defaults = { defaultCooldown: 300, healthCheckGracePeriod: 300 } as const;

/** AWS's own limits on how long a group takes to go: an instance drains for five minutes at most by default. */
const deletionSeconds = 900;

/**
 * A group of EC2 instances; its identifier is its name. Created and changed ones are waited for until their desired capacity
 * is in service. Deleting one ends its instances, with `forceDelete` without draining them first.
 */
export const group: ResourceEntry = {
  type: "aws:autoscaling/group:Group",
  properties: {
    defaultCooldown: { default: defaults.defaultCooldown },
    defaultInstanceWarmup: {},
    desiredCapacity: {},
    // What to do at deletion is known to the program alone.
    forceDelete: { writeOnly: true, default: false },
    forceDeleteWarmPool: { writeOnly: true, default: false },
    healthCheckGracePeriod: { default: defaults.healthCheckGracePeriod },
    healthCheckType: {},
    // So is what to do when the launch template changes.
    instanceRefresh: {
      writeOnly: true,
      fields: {
        preferences: {
          fields: { instanceWarmup: {}, maxHealthyPercentage: {}, minHealthyPercentage: {}, skipMatching: {} },
        },
        strategy: { required: true },
      },
    },
    launchTemplate: { required: true, fields: { id: {}, name: {}, version: { default: "$Default" } } },
    maxSize: { required: true },
    minSize: { required: true },
    name: { required: true, replaces: true },
    serviceLinkedRoleArn: {},
    tags: tagProperties,
    targetGroupArns: { set: true, default: [] },
    terminationPolicies: {},
    vpcZoneIdentifiers: { required: true, set: true },
    waitForCapacityTimeout: { writeOnly: true, default: "10m" },
    warmPool: warmPoolProperties,
  },
  computed: { arn: "stable", availabilityZones: "volatile", warmPoolSize: "volatile" },

  async create(context, inputs) {
    const name = requiredText(inputs, "name");
    const autoscaling = context.client(AutoScalingClient);
    await autoscaling.send(
      new CreateAutoScalingGroupCommand({
        ...settings({ ...defaults, ...inputs }),
        AutoScalingGroupName: name,
        TargetGroupARNs: texts(inputs, "targetGroupArns"),
        Tags: groupTags(name, inputs),
      }),
    );
    await moveWarmPool(context, name, undefined, object(inputs, "warmPool"));
    await waitForCapacity(context, name, inputs);
    return name;
  },

  async read(context, id, known) {
    const found = await groupOf(context, id);
    if (found === undefined || found.Status === "Delete in progress") return undefined;
    return present({
      arn: found.AutoScalingGroupARN,
      availabilityZones: found.AvailabilityZones,
      defaultCooldown: found.DefaultCooldown,
      defaultInstanceWarmup: found.DefaultInstanceWarmup,
      desiredCapacity: asked(known, "desiredCapacity") ? found.DesiredCapacity : undefined,
      healthCheckGracePeriod: found.HealthCheckGracePeriod,
      healthCheckType: asked(known, "healthCheckType") ? found.HealthCheckType : undefined,
      launchTemplate: launchTemplateView(found.LaunchTemplate, object(known, "launchTemplate")),
      maxSize: found.MaxSize,
      minSize: found.MinSize,
      name: found.AutoScalingGroupName,
      serviceLinkedRoleArn: asked(known, "serviceLinkedRoleArn") ? found.ServiceLinkedRoleARN : undefined,
      tags: tagViews(found.Tags),
      targetGroupArns: found.TargetGroupARNs,
      terminationPolicies: asked(known, "terminationPolicies") ? found.TerminationPolicies : undefined,
      vpcZoneIdentifiers: found.VPCZoneIdentifier?.split(","),
      warmPool: warmPoolView(found.WarmPoolConfiguration),
      warmPoolSize: found.WarmPoolSize ?? 0,
    });
  },

  async update(context, id, news, olds, changed) {
    const moved = settings(
      Object.fromEntries(Object.entries({ ...defaults, ...news }).filter(([name]) => changed.has(name))),
    );
    if (Object.values(moved).some((value) => value !== undefined)) {
      // What the program has not changed stays out: others may have moved it since.
      const asked = new UpdateAutoScalingGroupCommand({ ...moved, AutoScalingGroupName: id });
      await context.client(AutoScalingClient).send(asked);
    }
    if (changed.has("tags")) await moveGroupTags(context, id, olds, news);
    if (changed.has("targetGroupArns")) await moveTargetGroups(context, id, olds, news);
    if (changed.has("warmPool")) await moveWarmPool(context, id, object(olds, "warmPool"), object(news, "warmPool"));
    if (refreshing.some((property) => changed.has(property))) await startRefresh(context, id, news);
    if (["minSize", "maxSize", "desiredCapacity"].some((property) => changed.has(property))) {
      await waitForCapacity(context, id, news);
    }
  },

  async delete(context, id, state) {
    const autoscaling = context.client(AutoScalingClient);
    const found = await groupOf(context, id);
    if (found === undefined) return;
    const force = flag(state, "forceDelete") === true;
    if (found.WarmPoolConfiguration !== undefined) {
      await deleteWarmPool(context, id, force || flag(state, "forceDeleteWarmPool") === true);
    }
    if (!force) {
      const none = { AutoScalingGroupName: id, MinSize: 0, MaxSize: 0, DesiredCapacity: 0 };
      await autoscaling.send(new UpdateAutoScalingGroupCommand(none));
      await waitFor(`the end of ${id}'s last instance`, deletionSeconds, async () =>
        (await groupOf(context, id))?.Instances?.length === 0 ? true : undefined,
      );
    }
    const call = autoscaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: id, ForceDelete: force }));
    await unlessGone(call, "ValidationError");
    await waitFor(`deletion of ${id}`, deletionSeconds, async () =>
      (await groupOf(context, id)) === undefined ? true : undefined,
    );
  },

  async list(context) {
    const pages = paginateDescribeAutoScalingGroups({ client: context.client(AutoScalingClient) }, {});
    const groups = await everyItem(pages, (page) => page.AutoScalingGroups);
    return groups.map(({ AutoScalingGroupName: name = "", Tags }) => ({ id: name, name, tags: tagsFromList(Tags) }));
  },
};

/** What create and update take alike, as far as the properties name it. */
function settings(inputs: Properties) {
  const template = object(inputs, "launchTemplate");
  return {
    DefaultCooldown: number(inputs, "defaultCooldown"),
    DefaultInstanceWarmup: number(inputs, "defaultInstanceWarmup"),
    DesiredCapacity: number(inputs, "desiredCapacity"),
    HealthCheckGracePeriod: number(inputs, "healthCheckGracePeriod"),
    HealthCheckType: text(inputs, "healthCheckType"),
    LaunchTemplate: template && {
      LaunchTemplateId: text(template, "id"),
      LaunchTemplateName: text(template, "name"),
      Version: text(template, "version"),
    },
    MaxSize: number(inputs, "maxSize"),
    MinSize: number(inputs, "minSize"),
    ServiceLinkedRoleARN: text(inputs, "serviceLinkedRoleArn"),
    TerminationPolicies: texts(inputs, "terminationPolicies"),
    VPCZoneIdentifier: texts(inputs, "vpcZoneIdentifiers")?.join(","),
  };
}

/** AWS tells both id and name; the program has named one. */
function launchTemplateView(found: LaunchTemplateSpecification | undefined, known: Properties | undefined) {
  if (found === undefined) return undefined;
  const byName = known?.["name"] !== undefined && known["id"] === undefined;
  const which = byName ? { name: found.LaunchTemplateName } : { id: found.LaunchTemplateId };
  return present({ ...which, version: found.Version });
}

async function groupOf(context: CallContext, id: string): Promise<AutoScalingGroup | undefined> {
  const wanted = { AutoScalingGroupNames: [id] };
  const pages = paginateDescribeAutoScalingGroups({ client: context.client(AutoScalingClient) }, wanted);
  return (await everyItem(pages, (page) => page.AutoScalingGroups))[0];
}

/** Started, not waited for, as the official provider does. */
async function startRefresh(context: CallContext, id: string, news: Properties): Promise<void> {
  const refresh = object(news, "instanceRefresh");
  if (refresh === undefined) return;
  const preferences = object(refresh, "preferences") ?? {};
  const warmup = text(preferences, "instanceWarmup");
  await context.client(AutoScalingClient).send(
    new StartInstanceRefreshCommand({
      AutoScalingGroupName: id,
      Strategy: requiredText(refresh, "strategy") as "Rolling",
      Preferences: {
        InstanceWarmup: warmup === undefined ? undefined : Number(warmup),
        MaxHealthyPercentage: number(preferences, "maxHealthyPercentage"),
        MinHealthyPercentage: number(preferences, "minHealthyPercentage"),
        SkipMatching: flag(preferences, "skipMatching"),
      },
    }),
  );
}
