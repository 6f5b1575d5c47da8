import { randomUUID } from "node:crypto";
import {
  CreateHealthCheckCommand,
  DeleteHealthCheckCommand,
  GetHealthCheckCommand,
  NoSuchHealthCheck,
  Route53Client,
  UpdateHealthCheckCommand,
  paginateListHealthChecks,
} from "@aws-sdk/client-route-53";
import type { HealthCheckConfig, ResettableElementName } from "@aws-sdk/client-route-53";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { completeOrUndo, everyItem, unlessGone } from "../calls.ts";
import { asked, flag, number, present, requiredText, text, texts } from "../properties.ts";
import { tagOutputs, tagsOf, tagsSpec } from "../tags.ts";
import { readTags, updateTags } from "./shared.ts";

/** A health check of an endpoint, or one calculated from others; its identifier is Route 53's. */
export const healthCheck: ResourceEntry = {
  type: "aws:route53/healthCheck:HealthCheck",
  scope: "global",
  properties: {
    childHealthThreshold: {},
    // MiniStack 1.5.33 keeps an empty string in place of each id and each region.
    childHealthchecks: { set: true, writeOnly: true },
    disabled: { default: false },
    enableSni: {},
    failureThreshold: {},
    fqdn: {},
    invertHealthcheck: { default: false },
    measureLatency: { replaces: true, default: false },
    port: {},
    regions: { set: true, writeOnly: true },
    requestInterval: { replaces: true },
    resourcePath: {},
    searchString: {},
    tags: tagsSpec,
    type: { required: true, replaces: true },
  },
  computed: { arn: "stable", tagsAll: "volatile" },

  async create(context, inputs) {
    const { HealthCheck } = await context.client(Route53Client).send(
      new CreateHealthCheckCommand({
        // Tells a second create from a repetition of this one.
        CallerReference: randomUUID(),
        HealthCheckConfig: {
          ...changeable(inputs),
          MeasureLatency: flag(inputs, "measureLatency"),
          RequestInterval: number(inputs, "requestInterval"),
          Type: requiredText(inputs, "type") as HealthCheckConfig["Type"],
        },
      }),
    );
    const id = HealthCheck?.Id;
    if (id === undefined) throw new Error("CreateHealthCheck answers without an id");
    await completeOrUndo(
      `health check ${id}`,
      () => updateTags(context, "healthcheck", id, {}, tagsOf(inputs)),
      () => deleteCheck(context, id),
    );
    return id;
  },

  async read(context, id, known) {
    const call = context.client(Route53Client).send(new GetHealthCheckCommand({ HealthCheckId: id }));
    const config = (await unlessGone(call, NoSuchHealthCheck.name))?.HealthCheck?.HealthCheckConfig;
    if (config === undefined) return undefined;
    return {
      arn: `arn:aws:route53:::healthcheck/${id}`,
      ...inputsOf(config, known),
      ...tagOutputs(await readTags(context, "healthcheck", id)),
    };
  },

  async update(context, id, news, olds, changed) {
    if ([...changed].some((name) => name !== "tags")) {
      const ResetElements = resettable.filter(([name]) => changed.has(name) && news[name] === undefined);
      await context.client(Route53Client).send(
        new UpdateHealthCheckCommand({
          HealthCheckId: id,
          ...changeable(news),
          // False where the program says nothing any more: what is left out stays as it is.
          Disabled: flag(news, "disabled") ?? false,
          Inverted: flag(news, "invertHealthcheck") ?? false,
          ResetElements: ResetElements.map(([, element]) => element),
        }),
      );
    }
    if (changed.has("tags")) await updateTags(context, "healthcheck", id, tagsOf(olds), tagsOf(news));
  },

  async delete(context, id) {
    await unlessGone(deleteCheck(context, id), NoSuchHealthCheck.name);
  },

  async list(context) {
    const pages = paginateListHealthChecks({ client: context.client(Route53Client) }, {});
    const checks = await everyItem(pages, (page) => page.HealthChecks);
    return Promise.all(
      checks.map(async ({ Id: id = "" }) => ({ id, tags: await readTags(context, "healthcheck", id) })),
    );
  },
};

/** What Route 53 takes out of a health check only when it is named. */
const resettable: readonly (readonly [property: string, element: ResettableElementName])[] = [
  ["childHealthchecks", "ChildHealthChecks"],
  ["fqdn", "FullyQualifiedDomainName"],
  ["regions", "Regions"],
  ["resourcePath", "ResourcePath"],
];

/** The settings that Route 53 lets one change after creation. */
function changeable(inputs: Properties) {
  return {
    ChildHealthChecks: texts(inputs, "childHealthchecks"),
    Disabled: flag(inputs, "disabled"),
    EnableSNI: flag(inputs, "enableSni"),
    FailureThreshold: number(inputs, "failureThreshold"),
    FullyQualifiedDomainName: text(inputs, "fqdn"),
    HealthThreshold: number(inputs, "childHealthThreshold"),
    Inverted: flag(inputs, "invertHealthcheck"),
    Port: number(inputs, "port"),
    Regions: texts(inputs, "regions") as HealthCheckConfig["Regions"],
    ResourcePath: text(inputs, "resourcePath"),
    SearchString: text(inputs, "searchString"),
  };
}

/** Route 53 chooses a port, an interval, a threshold and SNI where the program does not. */
function inputsOf(config: HealthCheckConfig, known: Properties): Properties {
  const chosen = {
    enableSni: config.EnableSNI,
    failureThreshold: config.FailureThreshold,
    port: config.Port,
    requestInterval: config.RequestInterval,
  };
  return present({
    ...Object.fromEntries(Object.entries(chosen).filter(([name]) => asked(known, name))),
    childHealthThreshold: config.HealthThreshold,
    disabled: config.Disabled,
    fqdn: config.FullyQualifiedDomainName,
    invertHealthcheck: config.Inverted,
    measureLatency: config.MeasureLatency,
    resourcePath: config.ResourcePath,
    searchString: config.SearchString,
    type: config.Type,
  });
}

async function deleteCheck(context: CallContext, HealthCheckId: string): Promise<void> {
  await context.client(Route53Client).send(new DeleteHealthCheckCommand({ HealthCheckId }));
}
