import { withMocks } from "@tandem/testing";
import { describe, expect, it } from "vitest";
import { regionalProviders } from "../providers.ts";
import { only, run, shape, tags, topology } from "../testing/topology.ts";
import { controllerPolicy, controllerSchedulePolicy, latchPolicy } from "./controller-policies.ts";
import { heartbeatSchedulePolicy, heartbeatWriterPolicy } from "./heartbeat-roles.ts";
import { PermissionBoundary, boundaryPolicy } from "./permission-boundary.ts";
import { processorPolicy } from "./processor-role.ts";
import { recoveryPolicy } from "./recovery-role.ts";
import { replicationPolicy } from "./replication-role.ts";

const { resources } = await withMocks(() => {
  const { primary: provider } = regionalProviders(topology, ["primary"]);
  new PermissionBoundary("boundary", { topology, provider });
}, run);

describe("PermissionBoundary", () => {
  it("makes one policy", () => {
    expect(shape(resources)).toEqual([
      "aws:iam/policy:Policy boundary < boundary @ aws-primary",
      "tandem:security:PermissionBoundary boundary < stack @ none",
    ]);
    expect(only(resources, "aws:iam/policy:Policy").inputs).toEqual({
      name: "payment-boundary-global-dev1",
      description: "the most that a role of the environment dev can do",
      policy: JSON.stringify(boundaryPolicy(topology)),
      tags: tags("payment-boundary-global-dev1"),
    });
    expect(only(resources, "tandem:security:PermissionBoundary").outputs).toEqual({
      policyArn: "arn:aws:iam::123456789012:policy/payment-boundary-global-dev1",
    });
  });

  it("never lets a role touch identities, accounts or key policies", () => {
    expect(boundaryPolicy(topology).Statement.filter(({ Effect }) => Effect === "Deny")).toEqual([
      {
        Sid: "NeverIdentitiesAccountsOrKeys",
        Effect: "Deny",
        Action: ["account:*", "iam:*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "organizations:*"],
        Resource: "*",
      },
    ]);
  });

  const keyArn = "arn:aws:kms:us-east-1:123456789012:key/*";
  const keyArns = { primary: keyArn, standby: keyArn };
  it.for([
    ["primary function", processorPolicy(topology, "primary", keyArn)],
    ["standby function", processorPolicy(topology, "standby", keyArn)],
    ["primary heartbeat", heartbeatWriterPolicy(topology, "primary", keyArn)],
    ["standby heartbeat", heartbeatWriterPolicy(topology, "standby", keyArn)],
    ["heartbeat's schedule", heartbeatSchedulePolicy(topology, "standby")],
    ["controller", controllerPolicy(topology, keyArns)],
    ["controller's schedule", controllerSchedulePolicy(topology)],
    ["latch", latchPolicy(topology, keyArn)],
    ["replication", replicationPolicy(topology, keyArns)],
    ["recovery", recoveryPolicy(topology, keyArns)],
  ] as const)("leaves room for all that the role of the %s does", ([, policy]) => {
    const granting = boundaryPolicy(topology).Statement.filter(({ Effect }) => Effect === "Allow");
    const allowed = new Set(granting.flatMap(({ Action }) => Action));
    const used = policy.Statement.flatMap(({ Action }) => Action);
    expect(used.filter((action) => !allowed.has(action))).toEqual([]);
  });

  it("fits into a managed policy, 6,144 characters, for the longest names", () => {
    const longest = "a".repeat(39);
    const text = JSON.stringify(boundaryPolicy(topology)).replaceAll("dev1", longest);
    expect(text.length).toBeLessThanOrEqual(6144);
  });

  it("allows on tables of this environment only", () => {
    const items = boundaryPolicy(topology).Statement.find(({ Sid }) => Sid === "Items");
    expect(items?.Resource).toEqual([
      "arn:aws:dynamodb:us-east-1:123456789012:table/payment-ledger-global-dev1",
      "arn:aws:dynamodb:us-east-1:123456789012:table/payment-control-global-dev1",
      "arn:aws:dynamodb:us-east-2:123456789012:table/payment-ledger-global-dev1",
      "arn:aws:dynamodb:us-east-2:123456789012:table/payment-control-global-dev1",
      "arn:aws:dynamodb:us-east-2:123456789012:table/payment-failover-state-us-east-2-dev1",
    ]);
  });
});
