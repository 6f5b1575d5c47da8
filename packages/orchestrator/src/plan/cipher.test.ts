import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { expect, it } from "vitest";
import { throwAwayCipher } from "./cipher.ts";

it("encrypts what the passphrase provider decrypts, never twice alike", async () => {
  const { passphrase, salt, encrypt } = await throwAwayCipher();
  const [version, bytes = "", ...check] = salt.split(":");
  const key = pbkdf2Sync(passphrase, Buffer.from(bytes, "base64"), 1_000_000, 32, "sha256");
  const decrypt = (text: string): string => {
    const [format, nonce = "", sealed = ""] = text.split(":");
    expect(format).toBe("v1");
    const data = Buffer.from(sealed, "base64");
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
    decipher.setAuthTag(data.subarray(-16));
    return decipher.update(data.subarray(0, -16), undefined, "utf8") + decipher.final("utf8");
  };
  expect(version).toBe("v1");
  expect(decrypt(check.join(":"))).toBe("pulumi");
  expect(decrypt(encrypt("ä secret: v1"))).toBe("ä secret: v1");
  expect(encrypt("a")).not.toBe(encrypt("a"));
});
