import { TandemError } from "@tandem/config";
import { parse, stringify } from "yaml";
import { z } from "zod";
import type { PassphraseCipher } from "./cipher.ts";

const settingsSchema = z.looseObject({
  secretsprovider: z.string().optional(),
  encryptedkey: z.string().optional(),
  encryptionsalt: z.string().optional(),
  config: z.record(z.string(), z.unknown()).default({}),
});

const plainConfigSchema = z.record(
  z.string(),
  z.object({ value: z.string().optional(), objectValue: z.unknown().optional() }),
);

/** Whether a stack's file holds encrypted values. */
export function hasSecrets(text: string): boolean {
  return Object.values(settingsSchema.parse(parse(text) ?? {}).config).some(holdsSecret);
}

/**
 * A stack's file for the scratch backend: the same configuration, its secrets encrypted anew.
 * @param text `Pulumi.<stack>.yaml` as its owner has it
 * @param plain what `pulumi config --json --show-secrets` prints; undefined where the file holds no secret
 * @param project the Pulumi project's name, which the CLI leaves out of its own keys
 */
export function scratchConfig(
  text: string,
  plain: string | undefined,
  project: string,
  cipher: PassphraseCipher,
): string {
  const { secretsprovider: _, encryptedkey: __, config, ...settings } = settingsSchema.parse(parse(text) ?? {});
  const values = plainConfigSchema.parse(plain === undefined ? {} : JSON.parse(plain));
  const encrypted = Object.entries(config).map(([key, value]) => {
    const shown = values[key] ?? values[key.replace(`${project}:`, "")];
    return [key, encryptAt(key, value, shown?.objectValue ?? shown?.value, cipher)];
  });
  return stringify({ ...settings, encryptionsalt: cipher.salt, config: Object.fromEntries(encrypted) as unknown });
}

/** The configured value, each secret in it encrypted from what stands in clear at the same place. */
function encryptAt(key: string, value: unknown, plain: unknown, cipher: PassphraseCipher): unknown {
  if (isSecret(value)) {
    if (typeof plain === "string") return { secure: cipher.encrypt(plain) };
    throw new TandemError("secret-unreadable", `the CLI does not show the secret ${key} of the stack's configuration`, {
      kind: "bug",
    });
  }
  if (typeof value !== "object" || value === null) return value;
  const shown = (typeof plain === "object" && plain !== null ? plain : {}) as Readonly<Record<string, unknown>>;
  const inner = (at: string, item: unknown) => encryptAt(`${key}.${at}`, item, shown[at], cipher);
  if (Array.isArray(value)) return value.map((item, index) => inner(String(index), item));
  return Object.fromEntries(Object.entries(value).map(([at, item]) => [at, inner(at, item)]));
}

function holdsSecret(value: unknown): boolean {
  if (isSecret(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsSecret);
}

function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value && Object.keys(value).length === 1;
}
