import {
  APIGatewayClient,
  CreateBasePathMappingCommand,
  CreateDeploymentCommand,
  CreateDomainNameCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  GetResourcesCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from "@aws-sdk/client-api-gateway";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { rehearsalCredentials } from "../environment.ts";

/** Answers with its region, its process and environment, and what it gets when it asks AWS whose role it has. */
const code = `
import { createHash, createHmac } from "node:crypto";

const hmac = (key, text) => createHmac("sha256", key).update(text).digest();
const sha = (text) => createHash("sha256").update(text).digest("hex");

async function post(service, body, headers) {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const time = new Date().toISOString().replace(/[-:]|\\.\\d+/g, "");
  const scope = [time.slice(0, 8), AWS_REGION, service, "aws4_request"].join("/");
  const all = { ...headers, host: new URL(AWS_ENDPOINT_URL).host, "x-amz-date": time, "x-amz-security-token": AWS_SESSION_TOKEN };
  const names = Object.keys(all).sort();
  const canonical = ["POST", "/", "", ...names.map((name) => name + ":" + all[name]), "", names.join(";"), sha(body)].join("\\n");
  const key = scope.split("/").reduce((derived, part) => hmac(derived, part), "AWS4" + AWS_SECRET_ACCESS_KEY);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha(canonical)].join("\\n")).toString("hex");
  const authorization = "AWS4-HMAC-SHA256 Credential=" + AWS_ACCESS_KEY_ID + "/" + scope + ", SignedHeaders=" + names.join(";") + ", Signature=" + signature;
  const { host, ...sent } = all;
  const response = await fetch(AWS_ENDPOINT_URL, { method: "POST", headers: { ...sent, authorization }, body });
  return { status: response.status, body: await response.text() };
}

const json = "application/x-amz-json-1.0";
export async function handler(event) {
  const body = {
    region: process.env.AWS_REGION,
    pid: process.pid,
    cwd: process.cwd(),
    home: process.env.HOME,
    path: event.path,
    query: event.queryStringParameters,
    body: event.body,
    identity: await post("sts", "Action=GetCallerIdentity&Version=2011-06-15", { "content-type": "application/x-www-form-urlencoded" }),
    denied: await post("dynamodb", "{}", { "content-type": json, "x-amz-target": "DynamoDB_20120810.ListTables" }),
  };
  return { statusCode: 200, body: JSON.stringify(body) };
}
`;

/** What the function behind {@link deployEcho} answers. */
export interface Echo {
  readonly region: string;
  readonly pid: number;
  readonly cwd: string;
  readonly home: string;
  readonly path: string;
  readonly query: unknown;
  readonly body: string | null;
  readonly identity: { readonly status: number; readonly body: string };
  readonly denied: { readonly status: number; readonly body: string };
}

/**
 * Makes a REST API with stage `prod` in front of a function whose role may do nothing but ask who it is.
 * Returns the API's URL at AWS.
 */
export async function deployEcho(endpoint: string, region: string): Promise<string> {
  const config = { endpoint, region, credentials: rehearsalCredentials };
  const roleName = `echo-${region}`;
  const iam = new IAMClient(config);
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
  const role = await iam.send(
    new CreateRoleCommand({
      RoleName: roleName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  const allowed = { Effect: "Allow", Action: "sts:GetCallerIdentity", Resource: "*" };
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: [allowed] });
  await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: "identity", PolicyDocument: policy }));

  const lambda = new LambdaClient(config);
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "echo",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: role.Role?.Arn,
      Code: { ZipFile: zipSync({ "index.mjs": strToU8(code) }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 10 }, { FunctionName: "echo" });
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: "echo",
      StatementId: "api",
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
    }),
  );

  return exposeFunction(endpoint, region, FunctionArn);
}

/**
 * Makes a REST API with stage `prod` in front of a function, which has to allow it.
 * @param pathPart The one resource below the root that the function serves. @default the root itself
 * Returns the API's URL at AWS.
 */
export async function exposeFunction(
  endpoint: string,
  region: string,
  functionArn = "",
  pathPart?: string,
): Promise<string> {
  const api = new APIGatewayClient({ endpoint, region, credentials: rehearsalCredentials });
  const { id: restApiId } = await api.send(new CreateRestApiCommand({ name: "echo" }));
  const resources = await api.send(new GetResourcesCommand({ restApiId }));
  const root = resources.items?.[0]?.id;
  const resourceId =
    pathPart === undefined
      ? root
      : (await api.send(new CreateResourceCommand({ restApiId, parentId: root, pathPart }))).id;
  const place = { restApiId, resourceId, httpMethod: "ANY" };
  await api.send(new PutMethodCommand({ ...place, authorizationType: "NONE" }));
  const uri = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
  await api.send(new PutIntegrationCommand({ ...place, type: "AWS_PROXY", integrationHttpMethod: "POST", uri }));
  await api.send(new CreateDeploymentCommand({ restApiId, stageName: "prod" }));
  return `https://${restApiId}.execute-api.${region}.amazonaws.com/prod`;
}

/**
 * Shows the API of {@link deployEcho} under `/payments` of a custom domain name.
 * Returns the name of the region's endpoint for it.
 */
export async function mapDomain(endpoint: string, region: string, domainName: string, url = ""): Promise<string> {
  const api = new APIGatewayClient({ endpoint, region, credentials: rehearsalCredentials });
  const { regionalDomainName = "" } = await api.send(
    new CreateDomainNameCommand({ domainName, endpointConfiguration: { types: ["REGIONAL"] } }),
  );
  const [restApiId] = new URL(url).hostname.split(".");
  await api.send(new CreateBasePathMappingCommand({ domainName, basePath: "payments", restApiId, stage: "prod" }));
  return regionalDomainName;
}
