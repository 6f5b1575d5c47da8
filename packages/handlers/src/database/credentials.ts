import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as z from "zod/mini";

const secret = z.object({ username: z.string().check(z.minLength(1)), password: z.string().check(z.minLength(1)) });

/** Whom the database knows. */
export type DatabaseUser = z.infer<typeof secret>;

export interface Credentials {
  /** The user as last read, else as read now. Throws where Secrets Manager does not answer, or not with a user. */
  readonly read: () => Promise<DatabaseUser>;
  /** The database refused them: the password was rotated, and the next reading asks Secrets Manager again. */
  readonly forget: () => void;
}

/** The database's user, from the region's own replica of the secret, kept until it is refused. */
export function createCredentials(client: SecretsManagerClient, secretArn: string): Credentials {
  let kept: Promise<DatabaseUser> | undefined;

  const fetchUser = async (): Promise<DatabaseUser> => {
    const { SecretString = "" } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const parsed = z.safeParse(secret, parseJson(SecretString));
    // Not what it holds: the value is a secret whatever it is.
    if (!parsed.success)
      throw new Error(`the secret ${secretArn} has no user: legal is { username, password } as JSON`);
    return parsed.data;
  };
  return {
    read: async () => {
      const reading = (kept ??= fetchUser());
      try {
        return await reading;
      } catch (error) {
        if (kept === reading) kept = undefined;
        throw error;
      }
    },
    forget: () => {
      kept = undefined;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is a secret.
    return undefined;
  }
}
