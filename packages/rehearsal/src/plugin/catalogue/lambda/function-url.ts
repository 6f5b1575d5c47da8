import {
  CreateFunctionUrlConfigCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  LambdaClient,
  UpdateFunctionUrlConfigCommand,
  paginateListFunctionUrlConfigs,
  paginateListFunctions,
} from "@aws-sdk/client-lambda";
import type { FunctionUrlAuthType, FunctionUrlConfig, InvokeMode } from "@aws-sdk/client-lambda";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { present, requiredText, text } from "../properties.ts";

/**
 * The address of a function, or of one of its aliases. Its identifier is the function's name, and `/<alias>`. CORS is not
 * known here. The official provider also adds statements to the function's policy where nobody has to sign in; here a
 * program adds its own, which hold with either.
 */
export const functionUrl: ResourceEntry = {
  type: "aws:lambda/functionUrl:FunctionUrl",
  properties: {
    authorizationType: { required: true },
    functionName: { required: true, replaces: true },
    qualifier: { replaces: true },
    invokeMode: { default: "BUFFERED" },
  },
  computed: { functionArn: "stable", functionUrl: "stable", urlId: "stable" },

  async create(context, inputs) {
    const name = requiredText(inputs, "functionName");
    const qualifier = text(inputs, "qualifier");
    const place = { FunctionName: name, Qualifier: qualifier };
    await context.client(LambdaClient).send(new CreateFunctionUrlConfigCommand({ ...place, ...settings(inputs) }));
    return qualifier === undefined ? name : `${name}/${qualifier}`;
  },

  async read(context, id) {
    const place = placeOf(id);
    const found = await unlessGone(
      context.client(LambdaClient).send(new GetFunctionUrlConfigCommand(place)),
      "ResourceNotFoundException",
    );
    if (found === undefined) return undefined;
    const { FunctionUrl: url = "" } = found;
    return present({
      authorizationType: found.AuthType,
      functionName: place.FunctionName,
      qualifier: place.Qualifier,
      invokeMode: found.InvokeMode,
      functionArn: found.FunctionArn,
      functionUrl: url,
      urlId: new URL(url).hostname.split(".")[0],
    });
  },

  async update(context, id, news) {
    const request = { ...placeOf(id), ...settings(news) };
    await context.client(LambdaClient).send(new UpdateFunctionUrlConfigCommand(request));
  },

  async delete(context, id) {
    await unlessGone(
      context.client(LambdaClient).send(new DeleteFunctionUrlConfigCommand(placeOf(id))),
      "ResourceNotFoundException",
    );
  },

  async list(context) {
    const client = context.client(LambdaClient);
    const functions = await everyItem(paginateListFunctions({ client }, {}), (page) => page.Functions);
    const urls = await Promise.all(functions.map(({ FunctionName = "" }) => urlsOf(context, FunctionName)));
    return urls.flat();
  },
};

function settings(inputs: Properties) {
  return {
    AuthType: requiredText(inputs, "authorizationType") as FunctionUrlAuthType,
    InvokeMode: (text(inputs, "invokeMode") ?? "BUFFERED") as InvokeMode,
  };
}

function placeOf(id: string): { readonly FunctionName: string; readonly Qualifier: string | undefined } {
  const [FunctionName = "", Qualifier] = id.split("/");
  return { FunctionName, Qualifier };
}

async function urlsOf(
  context: CallContext,
  name: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const client = context.client(LambdaClient);
  const pages = paginateListFunctionUrlConfigs({ client }, { FunctionName: name });
  const urls: FunctionUrlConfig[] = await everyItem(pages, (page) => page.FunctionUrlConfigs);
  return urls.map(({ FunctionArn = "" }) => {
    const alias = FunctionArn.split(":function:")[1]?.split(":")[1];
    return { id: alias === undefined ? name : `${name}/${alias}`, name };
  });
}
