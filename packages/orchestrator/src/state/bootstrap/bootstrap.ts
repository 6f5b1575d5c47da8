import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { TandemError } from "@tandem/config";
import type { Role } from "@tandem/config";
import { clientSettings } from "../aws-clients.ts";
import type { ClientSettings } from "../aws-clients.ts";
import { bucketSteps, replicationStep } from "./bucket-steps.ts";
import { stateKey } from "./key-steps.ts";
import type { StateBackend } from "./names.ts";
import { roleSteps } from "./role-steps.ts";
import type { Step } from "./step.ts";

/** Everything that a state backend is made of, in order. @param environment credentials and endpoint of the AWS clients */
export function bootstrapSteps(backend: StateBackend, environment: Readonly<Record<string, string>>): readonly Step[] {
  const settings =
    (service: "S3" | "KMS") =>
    (role: Role): ClientSettings =>
      clientSettings(environment, service, backend.regions[role]);
  const s3 = settings("S3");
  const { steps, arn } = stateKey(backend, settings("KMS"));
  return [
    ...steps,
    ...roleSteps(backend, clientSettings(environment, "IAM", backend.regions.primary)),
    ...bucketSteps(backend, "primary", s3("primary"), arn),
    ...bucketSteps(backend, "standby", s3("standby"), arn),
    replicationStep(backend, "primary", s3("primary"), arn),
    replicationStep(backend, "standby", s3("standby"), arn),
  ];
}

/** @throws TandemError when the credentials are another account's */
export async function requireAccount(
  { accountId, regions }: StateBackend,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const sts = new STSClient(clientSettings(environment, "STS", regions.primary));
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  if (Account === accountId) return;
  throw new TandemError(
    "account-not-allowed",
    `the credentials are of account ${Account ?? "unknown"}; the one account that may be touched is ${accountId}`,
    { hint: "export AWS_PROFILE=<a profile of that account>" },
  );
}

/** What is missing or different now. Reads only. */
export async function missingSteps(steps: readonly Step[]): Promise<readonly Step[]> {
  const held = await Promise.all(steps.map((step) => step.holds()));
  return steps.filter((_, index) => held[index] === false);
}

/** Takes the steps one after another; stops before the next when asked to. A second run takes up what is left. */
export async function takeSteps(
  steps: readonly Step[],
  { onDone, signal }: { readonly onDone: (step: Step) => void; readonly signal: AbortSignal },
): Promise<void> {
  for (const step of steps) {
    signal.throwIfAborted();
    await step.apply();
    onDone(step);
  }
}
