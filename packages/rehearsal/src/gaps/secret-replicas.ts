import { randomUUID } from "node:crypto";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  ReplicateSecretToRegionsCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from "@aws-sdk/client-secrets-manager";
import type { DescribeSecretResponse } from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { forwardWhole } from "../sandbox/forward.ts";
import type { WholeAnswer } from "../sandbox/forward.ts";
import type { ServiceRequest, ServiceRequests } from "./service-requests.ts";

/** No region of AWS's, and so none of an environment's: what is made there is in nobody's way. */
const nowhere = "nowhere-1";

/**
 * Passes Secrets Manager's requests on to the emulator, and adds what MiniStack 1.5.33 lacks of replicas: it ignores
 * those that CreateSecret asks for, does not know RemoveRegionsFromReplication, and deletes a secret that has replicas,
 * which AWS refuses. It keeps a replica's versions, tags and policy up to date by itself.
 * @param emulator `http://127.0.0.1:<port>`
 */
export function secretRequests(emulator: string): ServiceRequests {
  const secretsIn = (region: string) =>
    new SecretsManagerClient({ region, endpoint: emulator, credentials: rehearsalCredentials });
  return async (request) => {
    switch (request.action) {
      case "CreateSecret":
        return createWithReplicas(emulator, secretsIn(request.region), request);
      case "RemoveRegionsFromReplication": {
        // The emulator says first whether the caller may.
        const answer = await forwardWhole(emulator, request);
        return isUnknownThere(answer) ? removeReplicas(secretsIn, request) : answer;
      }
      case "DeleteSecret":
        return (await refusedDeletion(secretsIn(request.region), request)) ?? forwardWhole(emulator, request);
      default:
        return forwardWhole(emulator, request);
    }
  };
}

const secretId = z.object({ SecretId: z.string() });
const created = z.looseObject({ ARN: z.string() });
const creation = z.object({
  AddReplicaRegions: z.optional(z.array(z.object({ Region: z.string(), KmsKeyId: z.optional(z.string()) }))),
  ForceOverwriteReplicaSecret: z.optional(z.boolean()),
});

/**
 * The replicas by a call of their own. AWS asks whether the caller may replicate, too; here only whether it may create.
 * A secret without its replicas is deleted again.
 */
async function createWithReplicas(
  emulator: string,
  home: SecretsManagerClient,
  request: ServiceRequest,
): Promise<WholeAnswer> {
  const answer = await forwardWhole(emulator, request);
  const { AddReplicaRegions = [], ForceOverwriteReplicaSecret = false } = parse(creation, request.body) ?? {};
  const made = answer.status === 200 ? parse(created, answer.body) : undefined;
  if (made === undefined || AddReplicaRegions.length === 0) return answer;
  const replicas = { SecretId: made.ARN, AddReplicaRegions, ForceOverwriteReplicaSecret };
  try {
    const { ReplicationStatus } = await home.send(new ReplicateSecretToRegionsCommand(replicas));
    return json(200, { ...made, ReplicationStatus });
  } catch (error) {
    await home.send(new DeleteSecretCommand({ SecretId: made.ARN, ForceDeleteWithoutRecovery: true }));
    if (error instanceof SecretsManagerServiceException) return refusal(error.name, error.message);
    throw error;
  }
}

const removal = z.object({ SecretId: z.string(), RemoveReplicaRegions: z.array(z.string()) });

/**
 * The emulator has no call that removes a replica; it does so with a replica's primary. A secret of the same name that
 * exists nowhere else takes each replica over, and is deleted with it.
 */
async function removeReplicas(
  secretsIn: (region: string) => SecretsManagerClient,
  request: ServiceRequest,
): Promise<WholeAnswer> {
  const wanted = parse(removal, request.body);
  if (wanted === undefined) return refusal("InvalidParameterException", "SecretId or RemoveReplicaRegions is missing");
  const home = secretsIn(request.region);
  const secret = await describe(home, wanted.SecretId);
  if (secret === undefined) {
    return refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }
  const there = replicaRegions(secret);
  const unknown = wanted.RemoveReplicaRegions.filter((region) => !there.includes(region));
  if (unknown.length > 0) {
    return refusal("InvalidParameterException", `The secret has no replica in ${unknown.join(", ")}.`);
  }
  const { Name } = secret;
  const taker = secretsIn(nowhere);
  await taker.send(new CreateSecretCommand({ Name, SecretString: randomUUID() }));
  await taker.send(
    new ReplicateSecretToRegionsCommand({
      SecretId: Name,
      AddReplicaRegions: wanted.RemoveReplicaRegions.map((Region) => ({ Region })),
      ForceOverwriteReplicaSecret: true,
    }),
  );
  await taker.send(new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true }));
  const { ARN, ReplicationStatus = [] } = (await describe(home, wanted.SecretId)) ?? {};
  return json(200, { ARN, ReplicationStatus });
}

/** What AWS answers to the deletion of a secret that still has replicas; undefined where it may go on. */
async function refusedDeletion(home: SecretsManagerClient, request: ServiceRequest): Promise<WholeAnswer | undefined> {
  const wanted = parse(secretId, request.body);
  const secret = wanted === undefined ? undefined : await describe(home, wanted.SecretId);
  const regions = secret === undefined ? [] : replicaRegions(secret);
  if (regions.length === 0) return undefined;
  return refusal(
    "InvalidRequestException",
    `You can't delete secret ${secret?.Name} that still has replica regions [${regions.join(", ")}]`,
  );
}

async function describe(client: SecretsManagerClient, SecretId: string): Promise<DescribeSecretResponse | undefined> {
  try {
    return await client.send(new DescribeSecretCommand({ SecretId }));
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

function replicaRegions({ ReplicationStatus = [] }: DescribeSecretResponse): string[] {
  return ReplicationStatus.flatMap(({ Region }) => Region ?? []);
}

/** Whether the emulator let a request pass and then did not know the operation. */
function isUnknownThere({ status, body }: WholeAnswer): boolean {
  return status === 400 && body.includes("Unknown action: ");
}

function refusal(code: string, message: string): WholeAnswer {
  return json(400, { __type: code, message });
}

function json(status: number, body: object): WholeAnswer {
  return { status, headers: { "content-type": "application/x-amz-json-1.1" }, body: Buffer.from(JSON.stringify(body)) };
}

function parse<T>(schema: z.ZodType<T>, body: Buffer): T | undefined {
  try {
    return schema.safeParse(JSON.parse(body.toString())).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
