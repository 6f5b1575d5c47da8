import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
  paginateListFunctions,
} from "@aws-sdk/client-lambda";
import type { GetFunctionEventInvokeConfigCommandOutput } from "@aws-sdk/client-lambda";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { number, present, requiredText } from "../properties.ts";

/** How Lambda's own queue treats events for a function. Its identifier is the function's name; one for a version is not known here. */
export const functionEventInvokeConfig: ResourceEntry = {
  type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  properties: {
    functionName: { required: true, replaces: true },
    maximumEventAgeInSeconds: { default: 21_600 },
    maximumRetryAttempts: { default: 2 },
  },
  computed: {},

  async create(context, inputs) {
    await put(context, inputs);
    return requiredText(inputs, "functionName");
  },

  async read(context, id) {
    const found = await get(context, id);
    if (found === undefined) return undefined;
    return present({
      functionName: id,
      maximumEventAgeInSeconds: found.MaximumEventAgeInSeconds,
      maximumRetryAttempts: found.MaximumRetryAttempts,
    });
  },

  update: (context, _id, news) => put(context, news),

  async delete(context, id) {
    await unlessGone(
      context.client(LambdaClient).send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName: id })),
      "ResourceNotFoundException",
    );
  },

  async list(context) {
    const pages = paginateListFunctions({ client: context.client(LambdaClient) }, {});
    const names = (await everyItem(pages, (page) => page.Functions)).map(({ FunctionName = "" }) => FunctionName);
    const configured = await Promise.all(names.map(async (id) => ((await get(context, id)) === undefined ? [] : [id])));
    return configured.flat().map((id) => ({ id, name: id }));
  },
};

function get(context: CallContext, id: string): Promise<GetFunctionEventInvokeConfigCommandOutput | undefined> {
  return unlessGone(
    context.client(LambdaClient).send(new GetFunctionEventInvokeConfigCommand({ FunctionName: id })),
    "ResourceNotFoundException",
  );
}

/** The call sets everything anew. */
async function put(context: CallContext, inputs: Properties): Promise<void> {
  await context.client(LambdaClient).send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: requiredText(inputs, "functionName"),
      MaximumEventAgeInSeconds: number(inputs, "maximumEventAgeInSeconds"),
      MaximumRetryAttempts: number(inputs, "maximumRetryAttempts"),
    }),
  );
}
