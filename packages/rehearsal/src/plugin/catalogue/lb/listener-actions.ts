import type { Action, Listener, RedirectActionConfig } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Properties, PropertySpec } from "../../entry.ts";
import { object, objects, present, requiredText, text } from "../properties.ts";

/** What stays as the client asked for it. Source: API reference, RedirectActionConfig. */
const asRequested = { host: "#{host}", path: "/#{path}", port: "#{port}", protocol: "#{protocol}", query: "#{query}" };

/** One action: to forward to a target group, or to redirect. */
export const actionsSpec: PropertySpec = {
  required: true,
  fields: {
    type: { required: true },
    targetGroupArn: {},
    redirect: {
      fields: {
        statusCode: { required: true },
        ...Object.fromEntries(Object.entries(asRequested).map(([name, value]) => [name, { default: value }])),
      },
    },
  },
};

/** The actions that the inputs ask for. Throws for another kind, and for one that is not whole. */
export function toActions(inputs: Properties): Action[] {
  const actions = objects(inputs, "defaultActions");
  if (actions.length !== 1) throw new Error(`defaultActions has ${actions.length} items; legal: one`);
  return actions.map((action) => {
    const type = requiredText(action, "type");
    if (type === "forward") return { Type: type, TargetGroupArn: requiredText(action, "targetGroupArn") };
    if (type === "redirect") return { Type: type, RedirectConfig: toRedirect(object(action, "redirect") ?? {}) };
    throw new Error(`defaultActions[0].type ${type} is not known here; legal: forward, redirect`);
  });
}

function toRedirect(redirect: Properties): RedirectActionConfig {
  return {
    StatusCode: requiredText(redirect, "statusCode") as RedirectActionConfig["StatusCode"],
    Host: text(redirect, "host") ?? asRequested.host,
    Path: text(redirect, "path") ?? asRequested.path,
    Port: text(redirect, "port") ?? asRequested.port,
    Protocol: text(redirect, "protocol") ?? asRequested.protocol,
    Query: text(redirect, "query") ?? asRequested.query,
  };
}

/** The actions that a listener has, as a program would write them. */
export function actionsOf({ DefaultActions = [] }: Listener): readonly Properties[] {
  return DefaultActions.map(({ Type, TargetGroupArn, RedirectConfig: redirect }) =>
    present({
      type: Type,
      targetGroupArn: TargetGroupArn,
      redirect:
        redirect &&
        present({
          host: redirect.Host,
          path: redirect.Path,
          port: redirect.Port,
          protocol: redirect.Protocol,
          query: redirect.Query,
          statusCode: redirect.StatusCode,
        }),
    }),
  );
}
