import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, tags, topology } from "../testing/topology.ts";
import { autoscalingKeyStatements } from "./auto-scaling-key.ts";
import { AutoScalingRole } from "./auto-scaling-role.ts";
import { programStatements } from "./program-statements.ts";

const roleArn =
  "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_dev1";

describe("AutoScalingRole", () => {
  it("is the environment's own service-linked role, and the one that the key's policy admits", async () => {
    const { resources } = await withMocks(() => {
      const { primary: provider } = regionalProviders(topology, ["primary"]);
      new AutoScalingRole("auto-scaling", { topology, provider });
    }, run);
    expect(shape(resources)).toEqual([
      "aws:iam/serviceLinkedRole:ServiceLinkedRole auto-scaling < auto-scaling @ aws-primary",
      "tandem:security:AutoScalingRole auto-scaling < stack @ none",
    ]);
    expect(only(resources, "aws:iam/serviceLinkedRole:ServiceLinkedRole").inputs).toEqual({
      awsServiceName: "autoscaling.amazonaws.com",
      customSuffix: "dev1",
      description: "instances of the environment dev",
      tags: tags("AWSServiceRoleForAutoScaling_dev1"),
    });
    expect(only(resources, "tandem:security:AutoScalingRole").outputs).toEqual({ roleArn });
  });
});

describe("autoscalingKeyStatements", () => {
  it("let the role use the key for volumes, and grant its use to AWS's services alone", () => {
    expect(autoscalingKeyStatements(topology)).toEqual([
      {
        Sid: "Volumes",
        Effect: "Allow",
        Principal: { AWS: roleArn },
        Action: [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
        ],
        Resource: "*",
      },
      {
        Sid: "VolumeGrants",
        Effect: "Allow",
        Principal: { AWS: roleArn },
        Action: "kms:CreateGrant",
        Resource: "*",
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ]);
  });
});

describe("programStatements", () => {
  it("allow these objects' versions, and their key through S3 of the region alone", () => {
    const place = {
      bucketName: "artifacts",
      keys: ["us-east-2/service.mjs", "us-east-2/service.env"],
      region: "us-east-2",
      keyArn: "key",
    };
    expect(programStatements(place)).toEqual([
      {
        Sid: "Program",
        Effect: "Allow",
        Action: "s3:GetObjectVersion",
        Resource: ["arn:aws:s3:::artifacts/us-east-2/service.mjs", "arn:aws:s3:::artifacts/us-east-2/service.env"],
      },
      {
        Sid: "ProgramKey",
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: "key",
        Condition: { StringEquals: { "kms:ViaService": "s3.us-east-2.amazonaws.com" } },
      },
    ]);
  });
});
