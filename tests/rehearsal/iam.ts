import { randomUUID } from "node:crypto";
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListRolesCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Topology } from "@tandem/config";
import { fenceItemKey, ledgerPartition, stateItemKeys } from "@tandem/config/control";
import { failover } from "@tandem/config/failover";
import { heartbeatItemKey } from "@tandem/config/heartbeat";
import { proveIam, purposesOf } from "@tandem/rehearsal";
import { beforeAll, expect, it } from "vitest";
import { administrator, openKept } from "./kept.ts";

const places = ["primary", "standby"] as const;
type Credentials = typeof administrator & { readonly sessionToken?: string };

let endpoint: string;
let topology: Topology;
let iam: IAMClient;
let operator: Credentials;
/** Sessions of the environment's roles that tests took by hand: role names by access keys. */
const sessions = new Map<string, string>();

/** A user whose own policies let it take the recovery role. */
async function makeUser(UserName: string): Promise<Credentials> {
  await iam.send(new CreateUserCommand({ UserName }));
  const statement = { Effect: "Allow", Action: "sts:AssumeRole", Resource: recoveryArn() };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "assume", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

async function assume(credentials: Credentials, RoleArn: string): Promise<Credentials> {
  const sts = new STSClient({ endpoint, region: topology.regions.standby, credentials });
  const session = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "iam-test" }));
  return {
    accessKeyId: session.Credentials?.AccessKeyId ?? "",
    secretAccessKey: session.Credentials?.SecretAccessKey ?? "",
    sessionToken: session.Credentials?.SessionToken ?? "",
  };
}

const recoveryArn = () => `arn:aws:iam::${topology.accountId}:role/${topology.names.global.recoveryRole}`;

/** A session of the recovery role, taken by the operator. */
async function takeRecoveryRole(): Promise<Credentials> {
  const recovery = await assume(operator, recoveryArn());
  sessions.set(recovery.accessKeyId, topology.names.global.recoveryRole);
  return recovery;
}

const refusalOf = (result: PromiseSettledResult<unknown>) =>
  result.status === "rejected" ? (result.reason as Error).name : "allowed";

/** Tables with what clients write: some profiles have none. */
const dataTables = () =>
  [topology.names.global.workloadTable, topology.names.global.sessionsTable].filter((table) => table !== undefined);

/** The parameters of a region with its endpoints: some profiles have none. */
const parametersOf = (place: (typeof places)[number]) => {
  const { parameterPrefix } = topology.names[place];
  const keys = parameterPrefix === undefined ? [] : ["api-endpoint", "health-endpoint", "ready-endpoint"];
  return keys.map((key) => `${parameterPrefix}/${key}`);
};

/** The clients of one region under someone's credentials. */
const clientsOf = (place: (typeof places)[number], credentials: Credentials) => {
  const config = { endpoint, region: topology.regions[place], credentials };
  return { dynamo: new DynamoDBClient(config), s3: new S3Client({ ...config, forcePathStyle: true }) };
};

/** What holds of the roles of a kept rehearsal that has taken its payments; `kept` is its environment. */
export function itHoldsRolesToWhatTheyUse(kept: () => string): void {
  beforeAll(async () => {
    ({ endpoint, topology } = await openKept(kept()));
    iam = new IAMClient({ endpoint, region: topology.regions.primary, credentials: administrator });
    operator = await makeUser(topology.operatorArn.split("/").at(-1) ?? "");
  });

  it("the operator takes the recovery role, sees where the failover stands, and asks the controller, which refuses what is too old", async () => {
    const { standby } = topology.regions;
    const { stateTable } = topology.names.controller;
    const { dynamo } = clientsOf("standby", await takeRecoveryRole());
    const read = async (TableName: string, { pk, sk }: { readonly pk: string; readonly sk: string }) => {
      const Key = { pk: { S: pk }, sk: { S: sk } };
      return (await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
    };

    expect(await read(stateTable, stateItemKeys.targets)).toHaveProperty("standbyReadyUrl");
    expect(await read(stateTable, stateItemKeys.latch)).toHaveProperty("set");
    for (const region of [topology.regions.primary, standby]) {
      expect(await read(topology.names.global.controlTable, heartbeatItemKey(region))).toHaveProperty("writtenAt");
    }

    const id = `failover-${randomUUID()}`;
    const at = Date.now() - failover.requestMaxAgeMs - 1000;
    const { pk, sk } = stateItemKeys.request;
    const asked = { id: { S: id }, kind: { S: "failover" }, by: { S: "iam-test" }, at: { N: String(at) } };
    await dynamo.send(new PutItemCommand({ TableName: stateTable, Item: { pk: { S: pk }, sk: { S: sk }, ...asked } }));
    // A controller is started once a minute.
    await expect
      .poll(async () => (await read(stateTable, stateItemKeys.state))?.["state"]?.M?.["servedRequest"]?.S, {
        timeout: 150_000,
        interval: 1000,
      })
      .toBe(id);
    const decisions = (await read(stateTable, stateItemKeys.state))?.["state"]?.M?.["decisions"]?.L ?? [];
    const refusal = decisions.findLast(({ M }) => M?.["what"]?.S === "failover is refused");
    expect(refusal?.M?.["reasons"]?.L?.[0]?.S).toMatch(/^it was made \d+ s ago, and is taken up within 300 s$/);

    // The controller changes its items on conditions, by updates; those, and its ledger, are not the operator's. That of
    // the items that the operator may put there is the request alone, the emulator does not evaluate.
    const Key = { pk: { S: stateItemKeys.latch.pk }, sk: { S: stateItemKeys.latch.sk } };
    const ExpressionAttributeValues = { ":pk": { S: ledgerPartition } };
    const denied = await Promise.allSettled([
      dynamo.send(new UpdateItemCommand({ TableName: stateTable, Key })),
      dynamo.send(
        new QueryCommand({ TableName: stateTable, KeyConditionExpression: "pk = :pk", ExpressionAttributeValues }),
      ),
    ]);
    expect(denied.map(refusalOf)).toEqual(["AccessDeniedException", "AccessDeniedException"]);
  }, 200_000);

  it("the operator fences a region with it and compares both", async () => {
    const recovery = await takeRecoveryRole();
    for (const place of places) {
      const { dynamo, s3 } = clientsOf(place, recovery);
      const { pk, sk } = fenceItemKey(topology.regions[place]);
      const fence = {
        TableName: topology.names.global.controlTable,
        Key: { pk: { S: pk }, sk: { S: sk } },
      };
      await dynamo.send(
        new UpdateItemCommand({
          ...fence,
          UpdateExpression: "SET epoch = :epoch, fenced = :fenced",
          ExpressionAttributeValues: { ":epoch": { N: "2" }, ":fenced": { BOOL: true } },
        }),
      );
      const { Item } = await dynamo.send(new GetItemCommand({ ...fence, ConsistentRead: true }));
      expect([Item?.["epoch"], Item?.["fenced"]]).toEqual([{ N: "2" }, { BOOL: true }]);

      const id = `rehearsal-${topology.environmentSuffix}-primary`;
      for (const TableName of dataTables()) {
        const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
        expect(Table?.TableStatus).toBe("ACTIVE");
        const payment = { ":pk": { S: `TX#${id}` } };
        const { Count } = await dynamo.send(
          new QueryCommand({ TableName, KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: payment }),
        );
        expect(Count).toBe(TableName === topology.names.global.workloadTable ? 1 : 0);
      }
      for (const Name of parametersOf(place)) {
        const ssm = new SSMClient({ endpoint, region: topology.regions[place], credentials: recovery });
        const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
        expect(Parameter?.Value).toMatch(/^https?:\/\//);
      }
      const Prefix = `transactions/${id}/`;
      const { Contents } = await s3.send(
        new ListObjectsV2Command({ Bucket: topology.names[place].documentsBucket, Prefix }),
      );
      expect(Contents?.map(({ Key }) => Key)).toEqual([`${Prefix}0000000001-${topology.regions.primary}`]);
    }

    // Neither payments nor documents are the operator's to write or to read, and nobody is the operator's to make.
    const { dynamo, s3 } = clientsOf("primary", recovery);
    const Item = { pk: { S: "TX#operator" }, sk: { S: "0000000001#operator" } };
    const object = { Bucket: topology.names.primary.documentsBucket, Key: "transactions/a/0000000001-us-east-1" };
    const denied = await Promise.allSettled([
      dynamo.send(new PutItemCommand({ TableName: dataTables()[0] ?? topology.names.global.controlTable, Item })),
      s3.send(new GetObjectCommand(object)),
      new IAMClient({ endpoint, region: "us-east-1", credentials: recovery }).send(new ListRolesCommand({})),
    ]);
    expect(denied.map(refusalOf)).toEqual(["AccessDeniedException", "AccessDenied", "AccessDenied"]);
  });

  it("nobody else takes the recovery role: not a user whose own policies would let it, not the administrator", async () => {
    const stranger = await makeUser(`stranger-${topology.environmentSuffix}`);
    for (const credentials of [stranger, administrator]) {
      await expect(assume(credentials, recoveryArn())).rejects.toMatchObject({ name: "AccessDenied" });
    }
  });

  it("every role is bounded, without wildcards but the reviewed ones, and granted what a rehearsal uses and no more", async () => {
    const { primary, standby } = topology.regions;
    const purposes = purposesOf(topology);
    expect(await proveIam({ endpoint, regions: [primary, standby], purposes, sessions })).toEqual({
      roles: [...purposes.keys()].toSorted(),
      wildcards: [],
      unbounded: [],
      unused: [],
      stale: [],
    });
  });
}
