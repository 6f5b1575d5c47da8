import {
  APIGatewayClient,
  DeleteIntegrationCommand,
  GetIntegrationCommand,
  PutIntegrationCommand,
  UpdateIntegrationCommand,
} from "@aws-sdk/client-api-gateway";
import type { IntegrationType, PatchOperation } from "@aws-sdk/client-api-gateway";
import type { ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { number, present, requiredText, text } from "../properties.ts";
import { allMethods, gone, importedMethod, methodId, parseMethodId } from "./api.ts";
import { methodKeyOf } from "./method.ts";
import { replace, toNumber } from "./patch.ts";

/** API Gateway's own limit for a regional API, where none is asked for. */
const defaultTimeout = 29_000;

/** What stands behind a method. */
export const integration: ResourceEntry = {
  type: "aws:apigateway/integration:Integration",
  properties: {
    restApi: { required: true, replaces: true },
    resourceId: { required: true, replaces: true },
    httpMethod: { required: true, replaces: true },
    type: { required: true, replaces: true },
    integrationHttpMethod: { replaces: true },
    uri: {},
    timeoutMilliseconds: { default: defaultTimeout },
    passthroughBehavior: { replaces: true, default: "WHEN_NO_MATCH" },
  },
  computed: {},

  importedAs: (text) => importedMethod("agi", text),

  async create(context, inputs) {
    const key = methodKeyOf(inputs);
    await context.client(APIGatewayClient).send(
      new PutIntegrationCommand({
        ...key,
        type: requiredText(inputs, "type") as IntegrationType,
        integrationHttpMethod: text(inputs, "integrationHttpMethod"),
        uri: text(inputs, "uri"),
        timeoutInMillis: number(inputs, "timeoutMilliseconds") ?? defaultTimeout,
        passthroughBehavior: text(inputs, "passthroughBehavior"),
      }),
    );
    return methodId("agi", key);
  },

  async read(context, id) {
    const key = parseMethodId("agi", id);
    const found = await unlessGone(context.client(APIGatewayClient).send(new GetIntegrationCommand(key)), gone);
    if (found === undefined) return undefined;
    return present({
      restApi: key.restApiId,
      resourceId: key.resourceId,
      httpMethod: key.httpMethod,
      type: found.type,
      // MiniStack reports POST for a MOCK too, which calls nothing.
      integrationHttpMethod: found.type === "MOCK" ? undefined : found.httpMethod,
      uri: found.uri || undefined,
      timeoutMilliseconds: toNumber(found.timeoutInMillis ?? defaultTimeout),
      passthroughBehavior: found.passthroughBehavior ?? "WHEN_NO_MATCH",
    });
  },

  async update(context, id, news, _olds, changed) {
    const patchOperations: PatchOperation[] = [];
    if (changed.has("uri")) patchOperations.push(replace("/uri", text(news, "uri") ?? ""));
    if (changed.has("timeoutMilliseconds")) {
      const timeout = number(news, "timeoutMilliseconds") ?? defaultTimeout;
      patchOperations.push(replace("/timeoutInMillis", String(timeout)));
    }
    const key = parseMethodId("agi", id);
    await context.client(APIGatewayClient).send(new UpdateIntegrationCommand({ ...key, patchOperations }));
  },

  async delete(context, id) {
    const key = parseMethodId("agi", id);
    await unlessGone(context.client(APIGatewayClient).send(new DeleteIntegrationCommand(key)), gone);
  },

  async list(context) {
    const methods = await allMethods(context.client(APIGatewayClient));
    return methods.filter(({ integrated }) => integrated).map((key) => ({ id: methodId("agi", key) }));
  },
};
