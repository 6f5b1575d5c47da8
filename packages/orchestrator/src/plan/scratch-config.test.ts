import { expect, it } from "vitest";
import { parse } from "yaml";
import type { PassphraseCipher } from "./cipher.ts";
import { hasSecrets, scratchConfig } from "./scratch-config.ts";

const cipher: PassphraseCipher = { passphrase: "p", salt: "v1:salt", encrypt: (text) => `sealed(${text})` };

const own = `
# the owner's
secretsprovider: awskms://alias/x
encryptedkey: abc
environment: [base]
config:
  tandem:profile: payments-us
  tandem-shared:token:
    secure: v1:x
  tandem:nested:
    list: [1, { secure: v1:y }]
    plain: a
`;
const shown = JSON.stringify({
  "tandem:profile": { value: "payments-us", secret: false },
  token: { value: "one", secret: true },
  "tandem:nested": { value: "{}", objectValue: { list: [1, "two"], plain: "a" }, secret: true },
});

it("encrypts every secret anew and keeps everything else", () => {
  expect(hasSecrets(own)).toBe(true);
  expect(parse(scratchConfig(own, shown, "tandem-shared", cipher))).toEqual({
    environment: ["base"],
    encryptionsalt: "v1:salt",
    config: {
      "tandem:profile": "payments-us",
      "tandem-shared:token": { secure: "sealed(one)" },
      "tandem:nested": { list: [1, { secure: "sealed(two)" }], plain: "a" },
    },
  });
});

it("takes a file without secrets, or an empty one, as it is", () => {
  expect(hasSecrets("config:\n  a:b: null\n")).toBe(false);
  expect(hasSecrets("# nothing\n")).toBe(false);
  expect(parse(scratchConfig("", undefined, "tandem-shared", cipher))).toEqual({
    encryptionsalt: "v1:salt",
    config: {},
  });
});

it("does not go on with a secret that it was not shown", () => {
  expect(() => scratchConfig(own, "{}", "tandem-shared", cipher)).toThrow(
    "the CLI does not show the secret tandem-shared:token of the stack's configuration",
  );
});
