import { describe, expect, it } from "vitest";
import { withDelegated } from "./delegated-setting.ts";

const file = "stacks/shared/Pulumi.live.yaml";

describe("withDelegated", () => {
  it("adds the key, and keeps comments, order, quotes, other keys and long lines", () => {
    const emails = Array.from({ length: 12 }, (_, index) => `person-${index}@payments.acme.dev`).join(",");
    const text = `# The environment.
secretsprovider: awskms://alias/tandem-state?region=us-east-2
config:
  tandem:profile: payments-us # the only one

  tandem:accountId: "012345678901"
  tandem:alertEmails: ${emails}
encryptedkey: AQICAHh
`;
    expect(withDelegated(text, file)).toBe(text.replace("encryptedkey", "  tandem:delegated: true\nencryptedkey"));
  });

  it("replaces a value where it stands, and changes nothing where it is set", () => {
    const text = (value: string) => `config:\n  tandem:delegated: ${value} # asked DNS\n  tandem:domain: a.dev\n`;
    expect(withDelegated(text("false"), file)).toBe(text("true"));
    expect(withDelegated(text("true"), file)).toBe(text("true"));
  });

  it("refuses what is no YAML, by the file's name", () => {
    expect(() => withDelegated("config: {", file)).toThrow(
      expect.objectContaining({ code: "yaml-invalid", message: expect.stringContaining(file) as string }) as Error,
    );
  });
});
