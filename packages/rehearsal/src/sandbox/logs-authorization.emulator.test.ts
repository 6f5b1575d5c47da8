import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { accountId, useEmulator } from "../plugin/testing/emulator.ts";

const emulator = useEmulator();
const region = "us-west-2";

test("a log stream is made by who may write to its group's streams, in this group alone", async () => {
  const iam = emulator.client(IAMClient, region);
  const logs = emulator.client(CloudWatchLogsClient, region);
  const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  for (const logGroupName of ["/own", "/other"]) await logs.send(new CreateLogGroupCommand({ logGroupName }));
  const trust = document({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "writer", AssumeRolePolicyDocument: trust }));
  const Resource = `arn:aws:logs:${region}:${accountId}:log-group:/own:*`;
  const PolicyDocument = document({ Effect: "Allow", Action: "logs:CreateLogStream", Resource });
  await iam.send(new PutRolePolicyCommand({ RoleName: "writer", PolicyName: "own", PolicyDocument }));
  const { Credentials: taken } = await emulator
    .client(STSClient, region)
    .send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "writer" }));
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = taken ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const writer = new CloudWatchLogsClient({ region, endpoint: emulator.endpoint, maxAttempts: 1, credentials });
  const make = (logGroupName: string) =>
    writer.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "stream" }));

  await expect(make("/own")).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  await expect(make("/other")).rejects.toThrow(
    `not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:${region}:${accountId}:log-group:/other:log-stream:stream`,
  );
});
