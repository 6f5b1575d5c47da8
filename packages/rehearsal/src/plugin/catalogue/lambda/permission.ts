import {
  AddPermissionCommand,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
  paginateListFunctions,
} from "@aws-sdk/client-lambda";
import type { FunctionUrlAuthType } from "@aws-sdk/client-lambda";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { flag, present, requiredText, text } from "../properties.ts";
import type { Statement } from "./statement.ts";
import { functionNameOf, parsePolicy, statementProperties } from "./statement.ts";

/** One statement of a function's policy. Its identifier is the statement's. */
export const permission: ResourceEntry = {
  type: "aws:lambda/permission:Permission",
  properties: {
    statementId: { required: true, replaces: true },
    action: { required: true, replaces: true },
    function: { required: true, replaces: true },
    principal: { required: true, replaces: true },
    qualifier: { replaces: true },
    sourceArn: { replaces: true },
    sourceAccount: { replaces: true },
    principalOrgId: { replaces: true },
    functionUrlAuthType: { replaces: true },
    invokedViaFunctionUrl: { replaces: true },
    eventSourceToken: { replaces: true },
  },
  computed: {},

  importedAs(text) {
    const [, name, qualifier, id] = /^([^/:]+)(?::([^/]+))?\/(.+)$/.exec(text) ?? [];
    if (name === undefined || id === undefined) return undefined;
    return { id, known: present({ function: name, qualifier }) };
  },

  async create(context, inputs) {
    const statementId = requiredText(inputs, "statementId");
    const authType = text(inputs, "functionUrlAuthType");
    await context.client(LambdaClient).send(
      new AddPermissionCommand({
        StatementId: statementId,
        Action: requiredText(inputs, "action"),
        FunctionName: requiredText(inputs, "function"),
        Principal: requiredText(inputs, "principal"),
        Qualifier: text(inputs, "qualifier"),
        SourceArn: text(inputs, "sourceArn"),
        SourceAccount: text(inputs, "sourceAccount"),
        PrincipalOrgID: text(inputs, "principalOrgId"),
        EventSourceToken: text(inputs, "eventSourceToken"),
        FunctionUrlAuthType: authType as FunctionUrlAuthType | undefined,
        InvokedViaFunctionUrl: flag(inputs, "invokedViaFunctionUrl"),
      }),
    );
    return statementId;
  },

  async read(context, id, known) {
    const found = await locate(context, id, known);
    return found === undefined ? undefined : statementProperties(found.statement, found.functionName, known);
  },

  async delete(context, id, state) {
    const found = await locate(context, id, state);
    if (found === undefined) return;
    await unlessGone(
      context.client(LambdaClient).send(
        new RemovePermissionCommand({
          FunctionName: found.functionName,
          StatementId: id,
          Qualifier: text(state, "qualifier"),
        }),
      ),
      "ResourceNotFoundException",
    );
  },

  async list(context) {
    const names = await functionNames(context);
    const found = await Promise.all(names.map((name) => statements(context, name, undefined)));
    return found.flat().map(({ Sid }) => ({ id: Sid, name: Sid }));
  },
};

/** Looks in the function that is known, else in every function of the region. */
async function locate(
  context: CallContext,
  id: string,
  known: Properties,
): Promise<{ readonly functionName: string; readonly statement: Statement } | undefined> {
  const given = functionNameOf(text(known, "function"));
  const names = given === undefined ? await functionNames(context) : [given];
  for (const functionName of names) {
    const found = await statements(context, functionName, text(known, "qualifier"));
    const statement = found.find(({ Sid }) => Sid === id);
    if (statement !== undefined) return { functionName, statement };
  }
  return undefined;
}

async function statements(
  context: CallContext,
  functionName: string,
  qualifier: string | undefined,
): Promise<readonly Statement[]> {
  const answer = await unlessGone(
    context.client(LambdaClient).send(new GetPolicyCommand({ FunctionName: functionName, Qualifier: qualifier })),
    "ResourceNotFoundException",
  );
  return answer?.Policy === undefined ? [] : parsePolicy(answer.Policy);
}

async function functionNames(context: CallContext): Promise<string[]> {
  const client = context.client(LambdaClient);
  const functions = await everyItem(paginateListFunctions({ client }, {}), (page) => page.Functions);
  return functions.flatMap(({ FunctionName }) => FunctionName ?? []);
}
