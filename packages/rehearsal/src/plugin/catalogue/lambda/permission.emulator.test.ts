import { AddPermissionCommand, GetPolicyCommand, LambdaClient, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { checkInputs } from "../../check.ts";
import { find } from "../../find.ts";
import { useEmulator } from "../../testing/emulator.ts";
import { TestResource } from "../../testing/resource.ts";
import { roleArn, useBundles, useRole } from "./function-fixture.ts";
import { lambdaFunction } from "./function.ts";
import { permission } from "./permission.ts";

const emulator = useEmulator();
const region = "us-west-2";
useRole(emulator, region);
const bundle = useBundles();

const functionArn = "arn:aws:lambda:us-west-2:000000000000:function:ledger";
const inputs = {
  statementId: "api",
  action: "lambda:InvokeFunction",
  function: "ledger",
  principal: "apigateway.amazonaws.com",
  sourceArn: "arn:aws:execute-api:us-west-2:000000000000:abc/*/POST/payments",
};

async function withFunction(use: () => Promise<void>): Promise<void> {
  const made = await TestResource.create(lambdaFunction, emulator.context(region), {
    name: "ledger",
    runtime: "nodejs22.x",
    handler: "index.handler",
    role: roleArn,
    code: await bundle("export const one = 1;"),
  });
  await use();
  await made.delete();
}

/** What an independent client sees. */
async function seen() {
  const { Policy = "" } = await emulator
    .client(LambdaClient, region)
    .send(new GetPolicyCommand({ FunctionName: "ledger" }));
  return (JSON.parse(Policy) as { Statement: unknown[] }).Statement;
}

test("a permission is made, found, replaced and removed", async () => {
  const context = emulator.context(region);
  await withFunction(async () => {
    expect(await find(permission, context, { id: "api" })).toEqual([]);
    const made = await TestResource.create(permission, context, inputs);
    expect(made.id).toBe("api");
    expect(await seen()).toEqual([
      {
        Sid: "api",
        Effect: "Allow",
        Principal: { Service: "apigateway.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: functionArn,
        Condition: { ArnLike: { "AWS:SourceArn": inputs.sourceArn } },
      },
    ]);
    expect(made.state).toEqual(inputs);
    expect(await find(permission, context, { name: "api" })).toEqual([{ id: "api", name: "api" }]);
    await made.refresh();
    expect(made.inputs).toEqual(inputs);
    expect((await TestResource.adopt(permission, context, "api")).inputs).toEqual(inputs);

    const news = { ...inputs, statementId: "api2", sourceAccount: "000000000000" };
    expect(made.diff(news).changes).toEqual(
      new Map([
        ["statementId", "update-replace"],
        ["sourceAccount", "add-replace"],
      ]),
    );
    const next = await TestResource.create(permission, context, news);
    await made.delete();
    expect(await find(permission, context, { id: "api" })).toEqual([]);
    expect(await made.refresh()).toBe(false);
    await next.refresh();
    expect(next.inputs).toEqual(news);

    await made.delete();
    await next.delete();
    expect(await seen()).toEqual([]);
  });
});

test("a statement that was changed in the cloud is seen", async () => {
  const context = emulator.context(region);
  await withFunction(async () => {
    const made = await TestResource.create(permission, context, inputs);
    const lambda = emulator.client(LambdaClient, region);
    await lambda.send(new RemovePermissionCommand({ FunctionName: "ledger", StatementId: "api" }));
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: "ledger",
        StatementId: "api",
        Action: inputs.action,
        Principal: inputs.principal,
      }),
    );
    await made.refresh();
    expect(made.diff(inputs).changes).toEqual(new Map([["sourceArn", "add-replace"]]));
  });
});

test("a function given by its ARN and a principal given by its account stay as they were given", async () => {
  const context = emulator.context(region);
  await withFunction(async () => {
    const given = { ...inputs, function: functionArn, principal: "000000000000" };
    const made = await TestResource.create(permission, context, given);
    await made.refresh();
    expect(made.inputs).toEqual(given);
    await made.delete();
    expect(await seen()).toEqual([]);
  });
});

test("a load balancer's target group is permitted", async () => {
  const context = emulator.context(region);
  await withFunction(async () => {
    const sourceArn = "arn:aws:elasticloadbalancing:us-west-2:000000000000:targetgroup/ledger/0123456789abcdef";
    const given = { ...inputs, principal: "elasticloadbalancing.amazonaws.com", sourceArn };
    const made = await TestResource.create(permission, context, given);
    expect(await seen()).toMatchObject([
      {
        Principal: { Service: "elasticloadbalancing.amazonaws.com" },
        Condition: { ArnLike: { "AWS:SourceArn": sourceArn } },
      },
    ]);
    await made.refresh();
    expect(made.inputs).toEqual(given);
  });
});

test("a permission goes with its function", async () => {
  const context = emulator.context(region);
  let made: TestResource | undefined;
  await withFunction(async () => {
    made = await TestResource.create(permission, context, inputs);
  });
  expect(await made?.refresh()).toBe(false);
  await made?.delete();
});

test("a property that the entry does not know is refused", () => {
  expect(checkInputs(permission, { ...inputs, statementIdPrefix: "a" })).toEqual([
    {
      property: "statementIdPrefix",
      reason:
        "unknown to the stand-in of aws:lambda/permission:Permission; legal: action, eventSourceToken, function, functionUrlAuthType, invokedViaFunctionUrl, principal, principalOrgId, qualifier, sourceAccount, sourceArn, statementId",
    },
  ]);
});
