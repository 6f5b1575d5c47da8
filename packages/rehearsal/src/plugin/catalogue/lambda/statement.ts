import { z } from "zod";
import type { Properties } from "../../entry.ts";
import { present } from "../properties.ts";

const conditions = z.record(z.string(), z.record(z.string(), z.string()));
const statementSchema = z.object({
  Sid: z.string(),
  Action: z.string(),
  Principal: z.union([z.literal("*"), z.object({ Service: z.string() }), z.object({ AWS: z.string() })]),
  Resource: z.string(),
  Condition: conditions.optional(),
});
const policySchema = z.object({ Statement: z.array(statementSchema) });

/** One statement of a function's policy, as AddPermission writes it. */
export type Statement = z.infer<typeof statementSchema>;

/** The statements of a function's policy. Throws where it is not what AddPermission writes. */
export function parsePolicy(policy: string): readonly Statement[] {
  return policySchema.parse(JSON.parse(policy)).Statement;
}

/** The property that each key of a statement's condition stands for; AWS writes some of them in other cases. */
const conditionKeys: Readonly<Record<string, string>> = {
  "aws:sourcearn": "sourceArn",
  "aws:sourceaccount": "sourceAccount",
  "aws:principalorgid": "principalOrgId",
  "lambda:functionurlauthtype": "functionUrlAuthType",
  "lambda:eventsourcetoken": "eventSourceToken",
  "lambda:invokedviafunctionurl": "invokedViaFunctionUrl",
};

/**
 * What a permission with this statement is made from. A function and a principal that were given in another way
 * (the function's ARN, the principal's account number) stay as they were given.
 */
export function statementProperties(statement: Statement, functionName: string, known: Properties): Properties {
  const { Condition = {} } = statement;
  const fromConditions = Object.values(Condition).flatMap((keys) =>
    Object.entries(keys).flatMap(([key, value]) => {
      const property = conditionKeys[key.toLowerCase()];
      if (property === undefined) return [];
      // The one condition on true or false; a policy holds it as text.
      return [[property, property === "invokedViaFunctionUrl" ? value === "true" : value] as const];
    }),
  );
  const qualifier = statement.Resource.split(":function:")[1]?.split(":")[1];
  return present({
    ...Object.fromEntries(fromConditions),
    statementId: statement.Sid,
    action: statement.Action,
    function: functionNameOf(known["function"]) === functionName ? known["function"] : functionName,
    principal: principalOf(statement, known),
    qualifier,
  });
}

/** The name in a function's name or ARN. */
export function functionNameOf<T>(reference: T): T | string {
  if (typeof reference !== "string") return reference;
  return reference.includes(":function:") ? (reference.split(":function:")[1]?.split(":")[0] ?? "") : reference;
}

function principalOf({ Principal }: Statement, known: Properties): string {
  if (Principal === "*") return "*";
  if ("Service" in Principal) return Principal.Service;
  const account = /^arn:aws:iam::(\d{12}):root$/.exec(Principal.AWS)?.[1];
  return account !== undefined && known["principal"] === account ? account : Principal.AWS;
}
