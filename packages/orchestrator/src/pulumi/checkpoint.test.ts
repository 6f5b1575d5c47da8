import { describe, expect, it } from "vitest";
import { parseCheckpoint } from "./checkpoint.ts";

const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
const provider = "urn:pulumi:dev::tandem-shared::pulumi:providers:aws::aws-primary";
const key = {
  urn: "urn:pulumi:dev::tandem-shared::aws:kms/key:Key::data-key",
  type: "aws:kms/key:Key",
  custom: true,
  id: "mrk-1",
  provider: `${provider}::p1`,
  inputs: { description: "data", token: secret },
  outputs: { arn: "arn:1" },
};

function exported(resources: readonly object[], pending: readonly object[] = []) {
  const manifest = { time: "2026-11-21T10:00:00Z" };
  return { version: 3, deployment: { manifest, resources, pending_operations: pending } };
}

describe("parseCheckpoint", () => {
  it("holds resources with their region, the stack's outputs and operations that had begun", () => {
    const stack = { urn: "urn:stack", type: "pulumi:pulumi:Stack", outputs: { keyArn: "arn:1", list: [secret] } };
    const aws = {
      urn: provider,
      type: "pulumi:providers:aws",
      custom: true,
      id: "p1",
      inputs: { region: "us-east-1" },
    };
    const pending = [{ resource: { ...key, id: undefined, outputs: undefined }, type: "creating" }];
    expect(parseCheckpoint(exported([stack, aws, { ...key, protect: true }], pending))).toEqual({
      updatedAt: "2026-11-21T10:00:00Z",
      resources: [{ urn: key.urn, type: key.type, name: "data-key", id: "mrk-1", region: "us-east-1", protect: true }],
      pendingOperations: [
        {
          kind: "creating",
          urn: key.urn,
          type: key.type,
          inputs: { description: "data", token: "[secret]" },
          region: "us-east-1",
          inCloud: true,
        },
      ],
      outputs: { keyArn: "arn:1", list: ["[secret]"] },
      references: [],
    });
  });

  it("tells operations on what is the engine's alone from those on what is in the cloud", () => {
    const aws = { urn: provider, type: "pulumi:providers:aws", custom: true };
    const component = { urn: "urn:control", type: "tandem:failover:StandbyControl", custom: false };
    const creating = [key, aws, component].map((resource) => ({ resource, type: "creating" }));
    const { pendingOperations } = parseCheckpoint(exported([], creating));
    expect(pendingOperations.map(({ type, inCloud }) => [type, inCloud])).toEqual([
      [key.type, true],
      [aws.type, false],
      [component.type, false],
    ]);
  });

  it("tells of a resource of which only the identifier is known", () => {
    const { resources } = parseCheckpoint(exported([{ ...key, outputs: {} }]));
    expect(resources).toMatchObject([{ id: "mrk-1", unread: true }]);
  });

  it("holds what the last update read of other stacks, but for secrets", () => {
    const reference = (name: string, outputs: object) => ({
      urn: `urn:${name}`,
      type: "pulumi:pulumi:StackReference",
      custom: true,
      id: name,
      outputs: { name, outputs },
    });
    const { references, resources } = parseCheckpoint(
      exported([
        reference("organization/tandem-shared/dev", { primaryKeyArn: "arn:1" }),
        reference("organization/tandem-global/dev-foundation", secret),
      ]),
    );
    expect(references).toEqual([
      { name: "organization/tandem-shared/dev", outputs: { primaryKeyArn: "arn:1" } },
      { name: "organization/tandem-global/dev-foundation", outputs: {} },
    ]);
    expect(resources).toEqual([]);
  });

  it("takes a stack without resources for an empty one", () => {
    expect(parseCheckpoint({ deployment: { manifest: { time: "2026-11-21T10:00:00Z" } } })).toMatchObject({
      resources: [],
      outputs: {},
      references: [],
    });
  });
});
