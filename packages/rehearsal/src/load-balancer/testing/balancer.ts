import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { CreateTargetGroupCommandInput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient, waitUntilFunctionActiveV2 } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { rehearsalCredentials } from "../../sandbox/environment.ts";

/** A load balancer with a target group behind its port 80. */
export interface DeployedBalancer {
  readonly dnsName: string;
  readonly balancerArn: string;
  readonly groupArn: string;
  register(targetId: string): Promise<void>;
  /** State and reason of each registered target, as Elastic Load Balancing tells them. */
  states(): Promise<readonly (string | undefined)[][]>;
}

/** Makes a balancer whose listener at port 80 forwards to a group with these settings. */
export async function deployBalancer(
  endpoint: string,
  region: string,
  name: string,
  group: Partial<CreateTargetGroupCommandInput>,
): Promise<DeployedBalancer> {
  const client = new ElasticLoadBalancingV2Client({ endpoint, region, credentials: rehearsalCredentials });
  const { LoadBalancers: [balancer] = [] } = await client.send(
    new CreateLoadBalancerCommand({ Name: name, Subnets: ["subnet-1", "subnet-2"], SecurityGroups: ["sg-1"] }),
  );
  const { TargetGroups: [made] = [] } = await client.send(new CreateTargetGroupCommand({ Name: name, ...group }));
  const [balancerArn = "", groupArn = ""] = [balancer?.LoadBalancerArn, made?.TargetGroupArn];
  await client.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancerArn,
      Port: 80,
      Protocol: "HTTP",
      DefaultActions: [{ Type: "forward", TargetGroupArn: groupArn }],
    }),
  );
  return {
    dnsName: balancer?.DNSName ?? "",
    balancerArn,
    groupArn,
    async register(Id) {
      await client.send(new RegisterTargetsCommand({ TargetGroupArn: groupArn, Targets: [{ Id }] }));
    },
    async states() {
      const command = new DescribeTargetHealthCommand({ TargetGroupArn: groupArn });
      const { TargetHealthDescriptions = [] } = await client.send(command);
      return TargetHealthDescriptions.map(({ TargetHealth }) => [TargetHealth?.State, TargetHealth?.Reason]);
    },
  };
}

/** Deploys a function of this code, `index.mjs`, and returns its ARN. */
export async function deployFunction(
  endpoint: string,
  region: string,
  FunctionName: string,
  code: string,
): Promise<string> {
  const config = { endpoint, region, credentials: rehearsalCredentials };
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };
  const { Role } = await new IAMClient(config).send(
    new CreateRoleCommand({
      RoleName: `${FunctionName}-${region}`,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  const client = new LambdaClient(config);
  const { FunctionArn = "" } = await client.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Role: Role?.Arn,
      Code: { ZipFile: zipSync({ "index.mjs": strToU8(code) }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client, maxWaitTime: 30, minDelay: 0.1 }, { FunctionName });
  return FunctionArn;
}
