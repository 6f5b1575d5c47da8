import {
  APIGatewayClient,
  DeleteMethodCommand,
  GetMethodCommand,
  PutMethodCommand,
  UpdateMethodCommand,
} from "@aws-sdk/client-api-gateway";
import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { Properties, ResourceEntry } from "../../entry.ts";
import { unlessGone } from "../calls.ts";
import { flag, object, present, requiredText } from "../properties.ts";
import type { MethodKey } from "./api.ts";
import { allMethods, gone, importedMethod, methodId, parseMethodId } from "./api.ts";
import { isTrue, mapPatches, replace } from "./patch.ts";

/** What a resource answers to one HTTP method. */
export const method: ResourceEntry = {
  type: "aws:apigateway/method:Method",
  properties: {
    restApi: { required: true, replaces: true },
    resourceId: { required: true, replaces: true },
    httpMethod: { required: true, replaces: true },
    authorization: { required: true },
    apiKeyRequired: { default: false },
    /** Whether each parameter is required. */
    requestParameters: { default: {} },
  },
  computed: {},

  importedAs: (text) => importedMethod("agm", text),

  async create(context, inputs) {
    const key = methodKeyOf(inputs);
    await context.client(APIGatewayClient).send(
      new PutMethodCommand({
        ...key,
        authorizationType: requiredText(inputs, "authorization"),
        apiKeyRequired: flag(inputs, "apiKeyRequired") ?? false,
        requestParameters: parametersOf(inputs),
      }),
    );
    return methodId("agm", key);
  },

  async read(context, id) {
    const key = parseMethodId("agm", id);
    const found = await unlessGone(context.client(APIGatewayClient).send(new GetMethodCommand(key)), gone);
    if (found === undefined) return undefined;
    return present({
      restApi: key.restApiId,
      resourceId: key.resourceId,
      httpMethod: found.httpMethod,
      authorization: found.authorizationType,
      apiKeyRequired: isTrue(found.apiKeyRequired),
      requestParameters: Object.fromEntries(
        Object.entries(found.requestParameters ?? {}).map(([name, needed]) => [name, isTrue(needed)]),
      ),
    });
  },

  async update(context, id, news, olds, changed) {
    const patchOperations: PatchOperation[] = [];
    if (changed.has("authorization")) {
      patchOperations.push(replace("/authorizationType", requiredText(news, "authorization")));
    }
    if (changed.has("apiKeyRequired")) {
      patchOperations.push(replace("/apiKeyRequired", String(flag(news, "apiKeyRequired") ?? false)));
    }
    patchOperations.push(...mapPatches("/requestParameters", texted(parametersOf(olds)), texted(parametersOf(news))));
    const key = parseMethodId("agm", id);
    await context.client(APIGatewayClient).send(new UpdateMethodCommand({ ...key, patchOperations }));
  },

  async delete(context, id) {
    await unlessGone(context.client(APIGatewayClient).send(new DeleteMethodCommand(parseMethodId("agm", id))), gone);
  },

  async list(context) {
    const methods = await allMethods(context.client(APIGatewayClient));
    return methods.map((key) => ({ id: methodId("agm", key) }));
  },
};

/** The method that the properties of a method or an integration name. */
export function methodKeyOf(properties: Properties): MethodKey {
  return {
    restApiId: requiredText(properties, "restApi"),
    resourceId: requiredText(properties, "resourceId"),
    httpMethod: requiredText(properties, "httpMethod"),
  };
}

function parametersOf(inputs: Properties): Record<string, boolean> {
  const parameters = object(inputs, "requestParameters") ?? {};
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, flag(parameters, name) ?? false]));
}

function texted(parameters: Readonly<Record<string, boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, needed]) => [name, String(needed)]));
}
