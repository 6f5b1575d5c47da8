/** The key by which the engine marks a value as special, and the mark of a secret. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A secret as states and plans hold it. */
export interface StoredSecret {
  /** The value as JSON; only where secrets are shown. */
  readonly plaintext?: string;
  readonly ciphertext?: string;
}

/** The same value, each secret in it, at whatever depth, as `replace` gives it. */
export function mapSecrets(value: unknown, replace: (secret: StoredSecret) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapSecrets(item, replace));
  if (typeof value !== "object" || value === null) return value;
  const values = value as Readonly<Record<string, unknown>>;
  if (values[SIGNATURE] === SECRET) return replace(values);
  return Object.fromEntries(Object.entries(values).map(([key, inner]) => [key, mapSecrets(inner, replace)]));
}
