import { describe, expect, it } from "vitest";
import { balancedTopology, topology } from "../testing/topology.ts";
import { keyPolicy } from "./key-policy.ts";
import { boundaryPolicy } from "./permission-boundary.ts";
import { recoveryPolicy } from "./recovery-role.ts";

const keyArns = { primary: "arn:primary", standby: "arn:standby" };
const services = ["ssm.us-east-1.amazonaws.com", "ssm.us-west-2.amazonaws.com"];
const parameter = (region: string, purpose: string, key: string) =>
  `arn:aws:ssm:${region}:123456789012:parameter/dr-parameters-${region}-production-${purpose}-dev1/${key}`;
const parameters = ["api-endpoint", "health-endpoint", "ready-endpoint"];
const arns = [
  ...parameters.map((key) => parameter("us-east-1", "primary", key)),
  ...parameters.map((key) => parameter("us-west-2", "secondary", key)),
];

describe("endpoints as parameters", () => {
  it("may be read by operators, one by one, and decrypted through Systems Manager alone", () => {
    const statements = recoveryPolicy(balancedTopology, keyArns).Statement;
    expect(statements.find(({ Sid }) => Sid === "Endpoints")).toEqual({
      Sid: "Endpoints",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: arns,
    });
    expect(statements.find(({ Sid }) => Sid === "EndpointsKey")).toEqual({
      Sid: "EndpointsKey",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: ["arn:primary", "arn:standby"],
      Condition: { StringEquals: { "kms:ViaService": services } },
    });
  });

  it("are within the boundary", () => {
    const statements = boundaryPolicy(balancedTopology).Statement;
    expect(statements.find(({ Sid }) => Sid === "Endpoints")?.Resource).toEqual(arns);
    const keys = statements.find(({ Sid }) => Sid === "DataKeys")?.Condition?.["StringEquals"]?.["kms:ViaService"];
    expect(keys).toEqual(expect.arrayContaining(services));
  });

  it("are encrypted under the region's key for who may write or read them", () => {
    expect(keyPolicy(balancedTopology, "standby").Statement.find(({ Sid }) => Sid === "Parameters")).toEqual({
      Sid: "Parameters",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::123456789012:root" },
      Action: ["kms:Decrypt", "kms:Encrypt"],
      Resource: "*",
      Condition: {
        StringEquals: { "kms:CallerAccount": "123456789012", "kms:ViaService": "ssm.us-west-2.amazonaws.com" },
      },
    });
  });

  it("are in no policy of a profile without them", () => {
    const documents = [recoveryPolicy(topology, keyArns), boundaryPolicy(topology), keyPolicy(topology, "primary")];
    expect(documents.filter((document) => JSON.stringify(document).includes("ssm"))).toEqual([]);
  });
});
