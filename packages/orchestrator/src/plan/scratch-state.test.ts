import { foundationContract, sharedContract } from "@tandem/contracts";
import { expect, it } from "vitest";
import { SECRET, SIGNATURE } from "../pulumi/secrets.ts";
import type { PassphraseCipher } from "./cipher.ts";
import { deployedStack, parseExport, stackFile, withOutputs } from "./scratch-state.ts";

const cipher: PassphraseCipher = { passphrase: "p", salt: "v1:salt", encrypt: (text) => `sealed(${text.length})` };
const shared = { contract: sharedContract, stackName: "dev" };
const root = { urn: "urn:root", type: "pulumi:pulumi:Stack", custom: false, outputs: { a: 1 } };
const key = { urn: "urn:key", type: "aws:kms/key:Key", id: "k", custom: true, outputs: { arn: "arn:k" } };
const secret = (more: object) => ({ [SIGNATURE]: SECRET, ...more });
const exported = parseExport({
  version: 4,
  features: ["x"],
  deployment: {
    manifest: { time: "2026-11-21T10:00:00Z", version: "v3.259.0" },
    secrets_providers: { type: "cloud", state: { url: "awskms://x" } },
    resources: [
      root,
      { ...key, inputs: { policy: [secret({ plaintext: '"hunter2"' })] } },
      { urn: "urn:provider", type: "pulumi:providers:aws", id: "p", outputs: { arn: "arn:p" } },
      { urn: "urn:component", type: "tandem:security:MultiRegionKey" },
    ],
    metadata: { kept: true },
  },
});

it("encrypts a state's secrets with the scratch's passphrase, and keeps the rest", () => {
  const file = stackFile(shared, exported, cipher);
  expect(JSON.stringify(file)).not.toContain("hunter2");
  expect(file).toMatchObject({
    version: 4,
    features: ["x"],
    checkpoint: {
      stack: "organization/tandem-shared/dev",
      latest: {
        secrets_providers: { type: "passphrase", state: { salt: "v1:salt" } },
        resources: [root, { inputs: { policy: [secret({ ciphertext: "sealed(9)" })] } }, {}, {}],
        metadata: { kept: true },
      },
    },
  });
});

it("makes an empty stack where there is none", () => {
  expect(stackFile(shared, undefined, cipher)).toEqual({
    version: 3,
    checkpoint: { stack: "organization/tandem-shared/dev" },
  });
});

it("puts outputs into a stack's own resource, and makes one where there is none", () => {
  const held = withOutputs(shared, stackFile(shared, exported, cipher), { a: 2 });
  expect(held.checkpoint.latest?.resources?.map(({ urn, outputs }) => [urn, outputs])).toEqual([
    ["urn:root", { a: 2 }],
    ["urn:key", { arn: "arn:k" }],
    ["urn:provider", { arn: "arn:p" }],
    ["urn:component", undefined],
  ]);
  const stack = { contract: foundationContract, stackName: "dev-foundation" };
  expect(withOutputs(stack, stackFile(stack, undefined, cipher), { b: 1 }).checkpoint.latest?.resources).toEqual([
    {
      urn: "urn:pulumi:dev-foundation::tandem-global::pulumi:pulumi:Stack::tandem-global-dev-foundation",
      custom: false,
      type: "pulumi:pulumi:Stack",
      outputs: { b: 1 },
    },
  ]);
});

it("tells outputs and resources by the names that others know", () => {
  expect(deployedStack(exported)).toEqual({
    updatedAt: "2026-11-21T10:00:00Z",
    outputs: { a: 1 },
    resources: [
      { urn: "urn:key", names: ["k", "arn:k"] },
      { urn: "urn:component", names: [] },
    ],
  });
  expect(deployedStack(undefined)).toEqual({ updatedAt: undefined, outputs: {}, resources: [] });
});
