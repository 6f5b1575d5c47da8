import { describe, expect, it } from "vitest";
import { ConfigError, TandemError } from "./errors.ts";

describe("TandemError", () => {
  it("is the user's, without hint or cause, unless it says otherwise", () => {
    const error = new TandemError("port-taken", "the port 4566 is taken");
    expect(error).toMatchObject({
      name: "TandemError",
      code: "port-taken",
      message: "the port 4566 is taken",
      kind: "user",
      hint: undefined,
    });
    expect(Object.hasOwn(error, "cause")).toBe(false);
  });

  it("carries kind, hint and cause", () => {
    const cause = new Error("EADDRINUSE");
    const error = new TandemError("port-taken", "the port 4566 is taken", {
      kind: "deploy",
      hint: "tandem rehearse --stop",
      cause,
    });
    expect(error).toMatchObject({ kind: "deploy", hint: "tandem rehearse --stop" });
    expect(error.cause).toBe(cause);
  });
});

describe("ConfigError", () => {
  const suffix = {
    key: "tandem:environmentSuffix",
    value: "Dev_1",
    legal: "lower-case letters",
    fix: "tandem init payments-us --suffix dev1",
  };
  const account = {
    key: "tandem:accountId",
    value: undefined,
    legal: "12 digits",
    fix: "tandem init --account 123456789012",
  };

  it("says of each problem the key, the bad value, the legal ones and the fix", () => {
    const error = new ConfigError([suffix, account]);
    expect(error).toMatchObject({
      name: "ConfigError",
      code: "config-invalid",
      kind: "user",
      problems: [suffix, account],
    });
    expect(error.message).toBe(
      [
        "2 problems in the configuration",
        '  tandem:environmentSuffix: "Dev_1" is not accepted; legal: lower-case letters',
        "    fix: tandem init payments-us --suffix dev1",
        "  tandem:accountId: missing is not accepted; legal: 12 digits",
        "    fix: tandem init --account 123456789012",
      ].join("\n"),
    );
  });

  it("counts one problem as one", () => {
    expect(new ConfigError([suffix]).message.split("\n")[0]).toBe("1 problem in the configuration");
  });
});
