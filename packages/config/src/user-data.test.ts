import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { installScript } from "./install-script.ts";
import { authoritiesPath, environmentPath, nodePath, programPath, serviceUnit } from "./service-unit.ts";
import { parseUnit } from "./systemd-unit.ts";
import { systemdKeys } from "./testing/systemd-keys.ts";
import { installPath, parseUserData, unitPath, userData, userDataLimit } from "./user-data.ts";

const args = {
  bucket: "artifacts-primary-x",
  key: "trading/service.mjs",
  version: "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY",
  region: "eu-central-1",
  environment: { AWS_REGION: "eu-central-1", PORT: "8080", QUOTED: 'a "$HOME" `date` \\ and #' },
};

const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });

describe("user data", () => {
  it("is a cloud-config that writes the unit, its variables and a script, and runs the script at each boot", () => {
    const [header, ...json] = userData(args).split("\n");
    expect(header).toBe("#cloud-config");
    expect(JSON.parse(json.join("\n"))).toEqual({
      write_files: [
        {
          path: environmentPath,
          permissions: "0600",
          content: [
            'AWS_REGION="eu-central-1"',
            'PORT="8080"',
            String.raw`QUOTED="a \"\$HOME\" \`date\` \\ and #"`,
            "",
          ].join("\n"),
        },
        { path: unitPath, permissions: "0644", content: serviceUnit },
        { path: installPath, permissions: "0755", content: installScript },
      ],
      runcmd: [[installPath, args.bucket, args.key, args.version, args.region]],
      cloud_final_modules: [["scripts-user", "always"]],
    });
  });

  it("is read back as what it was made of", () => {
    expect(parseUserData(userData(args))).toEqual({ ...args, service: { restartSeconds: 1 } });
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/).filter((each) => each !== "__proto__");
    const environments = fc.dictionary(name, text, { noNullPrototype: true });
    fc.assert(
      fc.property(environments, text, text, (environment, key, version) => {
        const { service: _, ...read } = parseUserData(userData({ ...args, key, version, environment }));
        expect(read).toEqual({ ...args, key, version, environment });
      }),
      { numRuns: 200 },
    );
  });

  it("does not start again what the unit does not say", () => {
    const changed = (from: string, to: string) => parseUserData(userData(args).replace(from, to)).service;
    expect(changed("Restart=always", "Restart=no")).toEqual({ restartSeconds: undefined });
    expect(changed(String.raw`RestartSec=1\n`, "")).toEqual({ restartSeconds: 0.1 });
  });

  it("refuses variables that no environment file takes, by name alone", () => {
    const environment = { GOOD: "x", "BAD-NAME": "secret", LINES: "a\nb" };
    expect(() => userData({ ...args, environment })).toThrow(
      '"BAD-NAME", "LINES" cannot be written to an environment file; legal: names of letters, digits and _, values of one line of printable ASCII',
    );
  });

  it("refuses more than EC2 takes", () => {
    const empty = Buffer.byteLength(userData({ ...args, environment: { LONG: "" } }));
    const longest = "x".repeat(userDataLimit - empty);
    expect(Buffer.byteLength(userData({ ...args, environment: { LONG: longest } }))).toBe(16_384);
    expect(() => userData({ ...args, environment: { LONG: `${longest}x` } })).toThrow(
      "the user data has 16385 bytes; legal: at most 16384, EC2's limit",
    );
  });

  it.for([
    ["another script", "#!/bin/bash\necho hello\n"],
    ["no JSON", "#cloud-config\nruncmd: []\n"],
    ["a file more", userData(args).replace('"runcmd"', '"bootcmd": [], "runcmd"')],
    ["no unit", userData(args).replace(unitPath, "/etc/motd")],
  ] as const)("does not guess: %s is refused", ([, foreign]) => {
    expect(() => parseUserData(foreign)).toThrow("this is no user data of Tandem's");
  });

  it("refuses variables and units that it cannot read", () => {
    expect(() => parseUserData(userData(args).replace(String.raw`PORT=\"8080\"`, "PORT=8080"))).toThrow(
      '"PORT=8080" is no line of an environment file',
    );
    expect(() => parseUserData(userData(args).replace("Restart=always", "Restart"))).toThrow(
      '"Restart" is no line of a unit file',
    );
  });
});

describe("the install script", () => {
  it("is shell without syntax errors", () => {
    expect(execFileSync("bash", ["-n"], { input: installScript, encoding: "utf8" })).toBe("");
    expect(() => execFileSync("bash", ["-n"], { input: "if true; then", stdio: "pipe" })).toThrow("syntax error");
  });

  it("stops at the first error, quotes what it is given, and fetches exactly one version", () => {
    expect(installScript).toMatch(/^#!\/bin\/bash\n/);
    expect(installScript).toContain("\nset -euo pipefail\n");
    expect(installScript).toContain(
      'get-object --region "$region" --bucket "$bucket" --key "$key" --version-id "$version" "$program.new"',
    );
    expect(installScript).toContain(`\nauthorities=${authoritiesPath}\n`);
    expect(installScript).toContain(
      '--output "$authorities.new" https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem',
    );
    // Unquoted expansions are safe in assignments and inside [[ ]] alone.
    const unquoted = installScript
      .split("\n")
      .map((line) => line.replaceAll(/"[^"]*"/g, '""'))
      .filter((line) => /(?:^|[\s=])\$[\w{(]/.test(line) && !/^\s*\w+=\$/.test(line) && !line.includes("[["));
    expect(unquoted).toEqual([]);
  });
});

describe("the unit", () => {
  const sections = parseUnit(`# a comment\n; another\n${serviceUnit}`);

  it("has only settings that systemd knows", () => {
    const unknown = Object.entries(sections).flatMap(([section, settings]) =>
      Object.keys(settings).filter((key) => systemdKeys[section]?.has(key) !== true),
    );
    expect(unknown).toEqual([]);
    expect(Object.keys(sections)).toEqual(["Unit", "Service", "Install"]);
  });

  it("runs the program with its variables, starts it again for ever, and writes to the journal", () => {
    expect(sections["Unit"]).toMatchObject({ ConditionPathExists: programPath, StartLimitIntervalSec: "0" });
    expect(sections["Service"]).toMatchObject({
      ExecStart: `${nodePath} ${programPath}`,
      EnvironmentFile: environmentPath,
      Restart: "always",
      RestartSec: "1",
      StandardOutput: "journal",
      StandardError: "journal",
    });
    expect(sections["Install"]).toEqual({ WantedBy: "multi-user.target" });
  });

  it("is hardened, and lets V8 compile", () => {
    expect(sections["Service"]).toMatchObject({
      DynamicUser: "yes",
      NoNewPrivileges: "yes",
      CapabilityBoundingSet: "",
      ProtectSystem: "strict",
      ProtectHome: "yes",
      SystemCallFilter: "@system-service",
    });
    expect(sections["Service"]).not.toHaveProperty("MemoryDenyWriteExecute");
  });
});
