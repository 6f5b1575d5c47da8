import { createDecipheriv, pbkdf2 } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { z } from "zod";

const ENCRYPTED = /"ciphertext":\s*"(v1:[^"]*)"/g;

const providerSchema = z.object({
  checkpoint: z.object({
    latest: z.object({ secrets_providers: z.object({ state: z.object({ salt: z.string() }) }) }),
  }),
});

/** A state as the engine wrote it, with its secrets in clear: encrypted, the same value is another text each time. */
export async function inClear(state: string, environment: Readonly<Record<string, string>>): Promise<string> {
  if (state.search(ENCRYPTED) === -1) return state;
  const { salt } = providerSchema.parse(JSON.parse(state)).checkpoint.latest.secrets_providers.state;
  const passphrase = (await readFile(environment["PULUMI_CONFIG_PASSPHRASE_FILE"] ?? "", "utf8")).trim();
  const key = await keyOf(salt, passphrase);
  return state.replaceAll(ENCRYPTED, (_, text: string) => `"plaintext": ${JSON.stringify(decrypt(text, key))}`);
}

/** Version `v1` of Pulumi's passphrase provider. */
function keyOf(salt: string, passphrase: string): Promise<Buffer> {
  const [, bytes = ""] = salt.split(":");
  return promisify(pbkdf2)(passphrase, Buffer.from(bytes, "base64"), 1_000_000, 32, "sha256");
}

function decrypt(text: string, key: Buffer): string {
  const [, nonce = "", sealed = ""] = text.split(":");
  const data = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(data.subarray(-16));
  return decipher.update(data.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
}
