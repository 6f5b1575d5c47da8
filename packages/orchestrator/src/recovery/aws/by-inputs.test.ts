import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { repositoryRoot } from "../../layers.ts";
import { byInputs, harmless } from "./by-inputs.ts";
import { finders } from "./finders.ts";

const urn = "urn:pulumi:dev::tandem-shared::aws:x/y:Y::name";

describe("byInputs", () => {
  it.for([
    ["aws:apigateway/basePathMapping:BasePathMapping", { domainName: "a.test" }, "a.test/"],
    ["aws:apigateway/basePathMapping:BasePathMapping", { domainName: "a.test", basePath: "v1" }, "a.test/v1"],
    ["aws:apigateway/integration:Integration", { restApi: "a", resourceId: "r", httpMethod: "ANY" }, "a/r/ANY"],
    ["aws:apigateway/method:Method", { restApi: "a", resourceId: "r", httpMethod: "GET" }, "a/r/GET"],
    ["aws:apigateway/methodSettings:MethodSettings", { restApi: "a", stageName: "s", methodPath: "*/*" }, "a/s/*/*"],
    ["aws:apigateway/stage:Stage", { restApi: "a", stageName: "s" }, "a/s"],
    ["aws:autoscaling/policy:Policy", { autoscalingGroupName: "g", name: "p" }, "g/p"],
    ["aws:ec2/route:Route", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0" }, "rtb-1_0.0.0.0/0"],
    ["aws:ec2/route:Route", { routeTableId: "rtb-1", destinationIpv6CidrBlock: "::/0" }, "rtb-1_::/0"],
    ["aws:ec2/route:Route", { routeTableId: "rtb-1", destinationPrefixListId: "pl-1" }, "rtb-1_pl-1"],
    ["aws:iam/rolePolicy:RolePolicy", { role: "r", name: "n" }, "r:n"],
    ["aws:kms/replicaKey:ReplicaKey", { primaryKeyArn: "arn:aws:kms:us-east-1:1:key/mrk-1" }, "mrk-1"],
    ["aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", { functionName: "f" }, "f"],
    [
      "aws:dynamodb/tableItem:TableItem",
      { tableName: "t", hashKey: "pk", rangeKey: "sk", item: '{"pk":{"S":"targets"},"sk":{"S":"latest"}}' },
      "t,targets,latest",
    ],
    ["aws:lambda/functionUrl:FunctionUrl", { functionName: "f" }, "f"],
    ["aws:lambda/permission:Permission", { function: "f", statementId: "s" }, "f/s"],
    [
      "aws:lambda/permission:Permission",
      { function: "arn:aws:lambda:us-east-1:1:function:f", qualifier: "live", statementId: "s" },
      "f:live/s",
    ],
    ["aws:lb/targetGroupAttachment:TargetGroupAttachment", { targetGroupArn: "arn:g", targetId: "i-1" }, "arn:g,i-1"],
    [
      "aws:lb/targetGroupAttachment:TargetGroupAttachment",
      { targetGroupArn: "arn:g", targetId: "i-1", port: 8080 },
      "arn:g,i-1,8080",
    ],
    ["aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "b", key: "service/ledger.js" }, "b/service/ledger.js"],
    ["aws:s3/bucketPolicy:BucketPolicy", { bucket: "b" }, "b"],
    ["aws:sns/topicPolicy:TopicPolicy", { arn: "arn:topic" }, "arn:topic"],
  ] as const)("%s", ([type, inputs, id]) => {
    expect(byInputs[type]?.({ urn, inputs })).toBe(id);
  });

  it("names the resource and the input that it cannot do without", () => {
    expect(() => byInputs["aws:s3/bucketPolicy:BucketPolicy"]?.({ urn, inputs: {} })).toThrow(
      `${urn} was to be made without bucket`,
    );
  });
});

/** What the inventories have as one component. */
const madeByAwsx = [
  "aws:ec2/eip:Eip",
  "aws:ec2/internetGateway:InternetGateway",
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/route:Route",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
];

it("covers every type that a stack makes, in one way each", () => {
  const inventories = globSync(join(repositoryRoot, "stacks/*/inventory*.txt")).map((file) =>
    readFileSync(file, "utf8"),
  );
  const made = inventories.flatMap((text) => text.split("\n").map((line) => line.split(" ")[0] ?? ""));
  const types = new Set([...made.filter((type) => type.startsWith("aws:")), ...madeByAwsx]);
  const covered = [byInputs, harmless, finders].flatMap((table) => Object.keys(table));
  expect(types.size).toBeGreaterThan(20);
  expect([...types].filter((type) => !covered.includes(type))).toEqual([]);
  expect(covered).toHaveLength(new Set(covered).size);
});
