import { createCipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

/** Encrypts with a passphrase that only this process knows, in the way of Pulumi's passphrase secrets provider. */
export interface PassphraseCipher {
  /** For the engine's environment. It is on no disk. */
  readonly passphrase: string;
  /** What a stack's settings have as `encryptionsalt`. */
  readonly salt: string;
  encrypt(text: string): string;
}

/** A cipher with a passphrase of its own; making its key takes some tenths of a second, off the main thread. */
export async function throwAwayCipher(): Promise<PassphraseCipher> {
  const passphrase = randomBytes(32).toString("base64");
  const salt = randomBytes(8);
  // Version `v1` of the provider: AES-256-GCM, and a key from a million rounds of PBKDF2 with SHA-256.
  const key = await promisify(pbkdf2)(passphrase, salt, 1_000_000, 32, "sha256");
  const encrypt = (text: string): string => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
  };
  // The provider knows a right passphrase by this word.
  return { passphrase, salt: `v1:${salt.toString("base64")}:${encrypt("pulumi")}`, encrypt };
}
