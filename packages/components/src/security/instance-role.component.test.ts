import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { instanceTopology as topology } from "../testing/instances.ts";
import { only, run, shape, tags } from "../testing/topology.ts";
import { controllerComputeStatements } from "./controller-compute-statements.ts";
import { controllerPolicy } from "./controller-policies.ts";
import { InstanceRole, instancePolicy } from "./instance-role.ts";
import { keyPolicy } from "./key-policy.ts";
import { boundaryPolicy } from "./permission-boundary.ts";

const keyArn = "arn:aws:kms:eu-central-2:123456789012:key/mrk-1";
const boundaryArn = "arn:aws:iam::123456789012:policy/boundary";
const { resources } = await withMocks(() => {
  const { standby: provider } = regionalProviders(topology, ["standby"]);
  new InstanceRole("standby-instance", { topology, role: "standby", provider, boundaryArn, keyArn });
}, run);
const through = (service: string) => ({
  StringEquals: { "kms:ViaService": `${service}.eu-central-2.amazonaws.com` },
});

describe("InstanceRole", () => {
  it("makes a role and its one inline policy", () => {
    expect(shape(resources)).toEqual([
      "aws:iam/role:Role standby-instance < standby-instance @ aws-standby",
      "aws:iam/rolePolicy:RolePolicy standby-instance < standby-instance @ aws-standby",
      "tandem:security:InstanceRole standby-instance < stack @ none",
    ]);
    expect(only(resources, "tandem:security:InstanceRole").outputs).toEqual({
      roleArn: "arn:aws:iam::123456789012:role/instance-role-secondary-dev1",
    });
  });

  it("is taken by EC2 only, within the boundary", () => {
    const { assumeRolePolicy, ...inputs } = only(resources, "aws:iam/role:Role").inputs;
    expect(inputs).toEqual({
      name: "instance-role-secondary-dev1",
      description: "instances in eu-central-2",
      permissionsBoundary: boundaryArn,
      tags: tags("instance-role-secondary-dev1", topology),
    });
    expect(JSON.parse(String(assumeRolePolicy))).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
  });

  it("allows what the program uses, in its own region, to fetch the program, and to write its log", () => {
    const { policy, ...inputs } = only(resources, "aws:iam/rolePolicy:RolePolicy").inputs;
    expect(inputs).toEqual({ name: "service-dev1", role: "instance-role-secondary-dev1" });
    const bucket = "arn:aws:s3:::artifacts-secondary-dev1";
    expect(JSON.parse(String(policy))).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ControlTable",
          Effect: "Allow",
          Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
          Resource: "arn:aws:dynamodb:eu-central-2:123456789012:table/control-table-dev1",
          Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "region-state#eu-central-2" } },
        },
        { Sid: "DocumentsBucket", Effect: "Allow", Action: ["s3:ListBucket"], Resource: bucket },
        { Sid: "Documents", Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${bucket}/*` },
        {
          Sid: "TableKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"],
          Resource: [keyArn],
          Condition: { StringEquals: { "kms:ViaService": ["dynamodb.eu-central-2.amazonaws.com"] } },
        },
        {
          Sid: "DocumentsKey",
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: keyArn,
          Condition: through("s3"),
        },
        {
          Sid: "DatabaseSecret",
          Effect: "Allow",
          Action: ["secretsmanager:GetSecretValue"],
          Resource: "arn:aws:secretsmanager:eu-central-2:123456789012:secret:db-credentials-dev1-??????",
        },
        {
          Sid: "DatabaseSecretKey",
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: keyArn,
          Condition: through("secretsmanager"),
        },
        {
          Sid: "Program",
          Effect: "Allow",
          Action: "s3:GetObjectVersion",
          Resource: [`${bucket}/programs/eu-central-2/service.mjs`, `${bucket}/configuration/eu-central-2/service.env`],
        },
        { Sid: "ProgramKey", Effect: "Allow", Action: "kms:Decrypt", Resource: keyArn, Condition: through("s3") },
        {
          Sid: "Logs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:eu-central-2:123456789012:log-group:/tandem/instance-logs-dev1:*",
        },
      ],
    });
  });
});

describe("the boundary of an environment with instances", () => {
  const boundary = boundaryPolicy(topology);

  it("leaves room for all that instances and the controller do", () => {
    const granting = boundary.Statement.filter(({ Effect }) => Effect === "Allow");
    const allowed = new Set(granting.flatMap(({ Action }) => Action));
    const keyArns = { primary: keyArn, standby: keyArn };
    const policies = [instancePolicy(topology, "primary", keyArn), controllerPolicy(topology, keyArns)];
    const used = policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
    expect(used.filter((action) => !allowed.has(action))).toEqual([]);
  });

  it("leaves room for the log of both regions' instances, in their own group alone", () => {
    const { Resource } = boundary.Statement.find(({ Sid }) => Sid === "Logs") ?? {};
    const groups = ["eu-central-1", "eu-central-2"].map(
      (region) => `arn:aws:logs:${region}:123456789012:log-group:/tandem/instance-logs-dev1:*`,
    );
    expect(Resource).toEqual(expect.arrayContaining(groups));
  });

  it("fits into a managed policy, 6,144 characters, for the longest names", () => {
    const text = JSON.stringify(boundary).replaceAll("dev1", "a".repeat(39));
    expect(text.length).toBeLessThanOrEqual(6144);
  });
});

describe("what an environment with instances adds", () => {
  it("lets the controller see groups, and set the size of both of its own", () => {
    expect(controllerComputeStatements(topology)).toEqual([
      { Sid: "Groups", Effect: "Allow", Action: ["autoscaling:DescribeAutoScalingGroups"], Resource: "*" },
      {
        Sid: "GroupCapacity",
        Effect: "Allow",
        Action: ["autoscaling:UpdateAutoScalingGroup"],
        Resource: [
          "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*:autoScalingGroupName/asg-dev1",
          "arn:aws:autoscaling:eu-central-2:123456789012:autoScalingGroup:*:autoScalingGroupName/asg-dev1",
        ],
      },
    ]);
  });

  it("lets Auto Scaling use the keys for volumes, and grant nothing but that", () => {
    const statements = keyPolicy(topology, "standby").Statement.filter(({ Sid }) => Sid.startsWith("Volume"));
    expect(statements.map(({ Sid, Principal }) => [Sid, Principal])).toEqual(
      ["Volumes", "VolumeGrants"].map((Sid) => [
        Sid,
        {
          AWS: "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_dev1",
        },
      ]),
    );
  });
});
