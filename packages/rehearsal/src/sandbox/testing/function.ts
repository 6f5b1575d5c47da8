import { fileURLToPath } from "node:url";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { buildSync } from "esbuild";
import { zipSync } from "fflate";
import { rehearsalCredentials } from "../environment.ts";
import { sessionPath, sessionSchema } from "../session.ts";
import type { Asked, Question } from "./fixture/index.ts";

/** A function that asks the network, as it was deployed to one region. */
export interface AskingFunction {
  /** What it finds, by question. It is started past the gate, as MiniStack's own scheduler starts functions. */
  ask(questions: readonly Question[]): Promise<readonly Asked[]>;
  /** Its function URL, `https://<id>.lambda-url.<region>.on.aws/`, which anybody may call. */
  readonly url: string;
  /** REST APIs may call it: then it keeps payments and documents in table `ledger` of its region. */
  readonly arn: string;
}

/** Deploys the function of `fixture/index.ts`, whose role may use DynamoDB. */
export async function deployAsking(endpoint: string, region: string): Promise<AskingFunction> {
  const config = { endpoint, region, credentials: rehearsalCredentials };
  const roleName = `asking-${region}`;
  const iam = new IAMClient(config);
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: roleName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  const allowed = { Effect: "Allow", Action: "dynamodb:*", Resource: "*" };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [allowed] });
  await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: "tables", PolicyDocument: policy }));

  const built = buildSync({
    entryPoints: [fileURLToPath(new URL("fixture/index.ts", import.meta.url))],
    outfile: "index.mjs",
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    // What is CommonJS still asks for Node's own modules by it.
    banner: { js: 'import { createRequire } from "node:module";const require = createRequire(import.meta.url);' },
  });
  const lambda = new LambdaClient(config);
  const FunctionName = "asking";
  const { FunctionArn = "" } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Role: Role?.Arn,
      Timeout: 30,
      Code: { ZipFile: zipSync({ "index.mjs": built.outputFiles[0]?.contents ?? new Uint8Array() }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 10 }, { FunctionName });
  const anybody = { FunctionName, Principal: "*" };
  await lambda.send(
    new AddPermissionCommand({
      ...anybody,
      StatementId: "url",
      Action: "lambda:InvokeFunctionUrl",
      FunctionUrlAuthType: "NONE",
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      ...anybody,
      StatementId: "invoke",
      Action: "lambda:InvokeFunction",
      InvokedViaFunctionUrl: true,
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: "api",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
    }),
  );
  const { FunctionUrl = "" } = await lambda.send(
    new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: "NONE" }),
  );
  const { emulatorPort } = sessionSchema.parse(await (await fetch(`${endpoint}${sessionPath}`)).json());
  const inside = new LambdaClient({ ...config, endpoint: `http://127.0.0.1:${emulatorPort}` });
  return {
    url: FunctionUrl,
    arn: FunctionArn,
    async ask(questions) {
      const { Payload } = await inside.send(
        new InvokeCommand({ FunctionName, Payload: JSON.stringify({ questions }) }),
      );
      const answered = JSON.parse(Payload?.transformToString() ?? "") as { readonly answers?: readonly Asked[] };
      if (answered.answers === undefined) throw new Error(JSON.stringify(answered));
      return answered.answers;
    },
  };
}
