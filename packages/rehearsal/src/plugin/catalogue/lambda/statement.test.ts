import { expect, test } from "vitest";
import { functionNameOf, parsePolicy, statementProperties } from "./statement.ts";

const functionArn = "arn:aws:lambda:us-east-1:111111111111:function:ledger";
const statement = {
  Sid: "url",
  Effect: "Allow",
  Action: "lambda:InvokeFunctionUrl",
  Principal: { AWS: "arn:aws:iam::111111111111:root" },
  Resource: `${functionArn}:live`,
  Condition: {
    StringEquals: { "lambda:FunctionUrlAuthType": "NONE", "aws:PrincipalOrgID": "o-1", "AWS:SourceAccount": "1" },
    ArnLike: { "AWS:SourceArn": "arn:aws:sns:us-east-1:111111111111:alerts" },
  },
};

test("every condition becomes the property that it was made from", () => {
  const [parsed] = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
  expect(parsed === undefined ? undefined : statementProperties(parsed, "ledger", {})).toEqual({
    statementId: "url",
    action: "lambda:InvokeFunctionUrl",
    function: "ledger",
    principal: "arn:aws:iam::111111111111:root",
    qualifier: "live",
    functionUrlAuthType: "NONE",
    principalOrgId: "o-1",
    sourceAccount: "1",
    sourceArn: "arn:aws:sns:us-east-1:111111111111:alerts",
  });
});

test("a condition on how a function is invoked is true or false", () => {
  const Condition = { Bool: { "lambda:InvokedViaFunctionUrl": "true" } };
  const [parsed] = parsePolicy(JSON.stringify({ Statement: [{ ...statement, Condition }] }));
  expect(parsed === undefined ? undefined : statementProperties(parsed, "ledger", {})).toMatchObject({
    invokedViaFunctionUrl: true,
  });
});

test("an account that AWS writes as its root stays the account that was given", () => {
  const [parsed] = parsePolicy(JSON.stringify({ Statement: [statement] }));
  const known = { principal: "111111111111", function: functionArn };
  expect(parsed === undefined ? undefined : statementProperties(parsed, "ledger", known)).toMatchObject(known);
});

test("a function's name is found in its name and its ARN", () => {
  expect(["ledger", functionArn, `${functionArn}:live`, undefined].map(functionNameOf)).toEqual([
    "ledger",
    "ledger",
    "ledger",
    undefined,
  ]);
});
