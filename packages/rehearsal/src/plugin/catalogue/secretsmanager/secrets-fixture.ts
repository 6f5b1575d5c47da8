import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { TestEmulator } from "../../testing/emulator.ts";

/** What an independent client sees of a secret in a region: its ARN, key, value and tags; undefined when it is gone. */
export async function seenSecret(emulator: TestEmulator, region: string, name: string) {
  const client = emulator.client(SecretsManagerClient, region);
  try {
    const { ARN, KmsKeyId, PrimaryRegion, Tags, DeletedDate } = await client.send(
      new DescribeSecretCommand({ SecretId: name }),
    );
    if (DeletedDate !== undefined) return { arn: ARN, deleted: true };
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return { arn: ARN, key: KmsKeyId, primaryRegion: PrimaryRegion, value: SecretString, tags: Tags };
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}
