import { projectName } from "@tandem/contracts";
import { z } from "zod";
import type { LayerStack } from "../ports.ts";
import { SECRET, SIGNATURE, mapSecrets } from "../pulumi/secrets.ts";
import type { PassphraseCipher } from "./cipher.ts";

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

const deploymentSchema = z.looseObject({
  manifest: z.looseObject({ time: z.string() }),
  resources: z.array(resourceSchema).optional(),
});

/** What `pulumi stack export` prints. A stack that was never updated has no deployment to speak of. */
const exportSchema = z.object({
  version: z.number(),
  features: z.array(z.string()).optional(),
  deployment: deploymentSchema,
});

export type ExportedState = z.infer<typeof exportSchema>;

/** @throws ZodError when it is no exported state */
export function parseExport(exported: unknown): ExportedState {
  return exportSchema.parse(exported);
}

/** What a file backend keeps for a stack. */
export interface StackFile {
  readonly version: number;
  readonly features?: readonly string[] | undefined;
  readonly checkpoint: { readonly stack: string; readonly latest?: z.infer<typeof deploymentSchema> };
}

/** The stack's file in the scratch backend, from its exported state with secrets in clear, which come out encrypted. */
export function stackFile(stack: LayerStack, exported: ExportedState | undefined, cipher: PassphraseCipher): StackFile {
  const name = `organization/${projectName(stack.contract)}/${stack.stackName}`;
  if (exported === undefined) return { version: 3, checkpoint: { stack: name } };
  const { version, features, deployment } = exported;
  const encrypted = mapSecrets(deployment, ({ plaintext, ciphertext }) => ({
    [SIGNATURE]: SECRET,
    ciphertext: plaintext === undefined ? ciphertext : cipher.encrypt(plaintext),
  })) as typeof deployment;
  const latest = { ...encrypted, secrets_providers: { type: "passphrase", state: { salt: cipher.salt } } };
  return { version, features, checkpoint: { stack: name, latest } };
}

/** The same file after an update that published these outputs; leaves may be the engine's mark for unknown. */
export function withOutputs(stack: LayerStack, file: StackFile, outputs: Readonly<Record<string, unknown>>): StackFile {
  const { latest = { manifest: { time: new Date(0).toISOString(), magic: "", version: "" } } } = file.checkpoint;
  const project = projectName(stack.contract);
  const root = {
    urn: `urn:pulumi:${stack.stackName}::${project}::${STACK}::${project}-${stack.stackName}`,
    custom: false,
    type: STACK,
  };
  const { resources = [] } = latest;
  const held = resources.find(({ type }) => type === STACK) ?? root;
  const others = resources.filter(({ type }) => type !== STACK);
  const checkpoint = { ...file.checkpoint, latest: { ...latest, resources: [{ ...held, outputs }, ...others] } };
  return { ...file, checkpoint };
}

const STACK = "pulumi:pulumi:Stack";

/** What is in a stack's state, as far as a plan asks. */
export interface DeployedStack {
  /** Undefined when it was never updated. */
  readonly updatedAt: string | undefined;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** In the state's order, each after what it depends on. */
  readonly resources: readonly DeployedResource[];
}

export interface DeployedResource {
  readonly urn: string;
  /** What other stacks know it by: its identifier and its ARN. */
  readonly names: readonly string[];
}

export function deployedStack(exported: ExportedState | undefined): DeployedStack {
  const { resources = [], manifest } = exported?.deployment ?? {};
  return {
    updatedAt: manifest?.time,
    outputs: resources.find(({ type }) => type === STACK)?.outputs ?? {},
    resources: resources
      .filter(({ type }) => !type.startsWith("pulumi:"))
      .map(({ urn, id, outputs }) => ({
        urn,
        names: [id, outputs?.["arn"]].filter((name): name is string => typeof name === "string" && name !== ""),
      })),
  };
}
