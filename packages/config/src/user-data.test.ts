import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agentConfig, agentConfigPath, parseAgentConfig } from "./cloudwatch-agent.ts";
import { installScript } from "./install-script.ts";
import { rotation, rotationPath, rotationTimer, rotationTimerPath, serviceLogPath } from "./service-log.ts";
import { authoritiesPath, environmentPath, nodePath, programPath, serviceUnit } from "./service-unit.ts";
import { parseUnit } from "./systemd-unit.ts";
import type { UnitSections } from "./systemd-unit.ts";
import { systemdKeys } from "./testing/systemd-keys.ts";
import { installPath, parseUserData, unitPath, userData, userDataLimit } from "./user-data.ts";

const args = {
  bucket: "artifacts-primary-x",
  key: "trading/service.mjs",
  version: "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY",
  region: "eu-central-1",
  environment: { AWS_REGION: "eu-central-1", PORT: "8080", QUOTED: 'a "$HOME" `date` \\ and #' },
  logGroup: "/tandem/instance-logs-x",
};

/** What systemd would ignore. */
const unknownSettings = (sections: UnitSections) =>
  Object.entries(sections).flatMap(([section, settings]) =>
    Object.keys(settings).filter((key) => systemdKeys[section]?.has(key) !== true),
  );

const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });

describe("user data", () => {
  it("is a cloud-config that writes the unit, its variables, what becomes of its log and a script, and runs the script at each boot", () => {
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
        { path: agentConfigPath, permissions: "0644", content: agentConfig(args.logGroup) },
        { path: rotationPath, permissions: "0644", content: rotation },
        { path: rotationTimerPath, permissions: "0644", content: rotationTimer },
        { path: installPath, permissions: "0755", content: installScript },
      ],
      runcmd: [[installPath, args.bucket, args.key, args.version, args.region]],
      cloud_final_modules: [["scripts-user", "always"]],
    });
  });

  it("is read back as what it was made of", () => {
    expect(parseUserData(userData(args))).toEqual({
      ...args,
      service: { restartSeconds: 1 },
      agent: { flushSeconds: 5 },
    });
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/).filter((each) => each !== "__proto__");
    const environments = fc.dictionary(name, text, { noNullPrototype: true });
    fc.assert(
      fc.property(environments, text, text, (environment, key, version) => {
        const { service: _, agent: __, ...read } = parseUserData(userData({ ...args, key, version, environment }));
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

  it("refuses a log that goes elsewhere", () => {
    const elsewhere = userData(args).replace("{instance_id}", "{hostname}");
    expect(() => parseUserData(elsewhere)).toThrow("{instance_id}");
  });
});

describe("the install script", () => {
  it("is shell without syntax errors", () => {
    expect(execFileSync("bash", ["-n"], { input: installScript, encoding: "utf8" })).toBe("");
    expect(() => execFileSync("bash", ["-n"], { input: "if true; then", stdio: "pipe" })).toThrow("syntax error");
  });

  it("starts the service before it installs what ships its log", () => {
    const steps = [
      `install --directory --mode=0750 "$(dirname "$log")"`,
      "systemctl enable --now tandem.service",
      "install_weak_deps=False amazon-cloudwatch-agent logrotate",
      "systemctl restart logrotate.timer",
      `amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:${agentConfigPath}\n`,
    ];
    expect(installScript).toContain(`\nlog=${serviceLogPath}\n`);
    const places = steps.map((step) => installScript.indexOf(step));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((left, right) => left - right));
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
    expect(unknownSettings(sections)).toEqual([]);
    expect(Object.keys(sections)).toEqual(["Unit", "Service", "Install"]);
  });

  it("runs the program with its variables, starts it again for ever, and appends its output to its log", () => {
    expect(sections["Unit"]).toMatchObject({ ConditionPathExists: programPath, StartLimitIntervalSec: "0" });
    expect(sections["Service"]).toMatchObject({
      ExecStart: `${nodePath} ${programPath}`,
      EnvironmentFile: environmentPath,
      Restart: "always",
      RestartSec: "1",
      StandardOutput: `append:${serviceLogPath}`,
      StandardError: "inherit",
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

describe("the log", () => {
  it("is shipped as one stream for each instance, with what the agent needs and nothing else", () => {
    expect(JSON.parse(agentConfig("/tandem/logs"))).toEqual({
      logs: {
        force_flush_interval: 5,
        logs_collected: {
          files: {
            collect_list: [
              { file_path: serviceLogPath, log_group_name: "/tandem/logs", log_stream_name: "{instance_id}" },
            ],
          },
        },
      },
    });
    expect(parseAgentConfig(agentConfig("/tandem/logs"))).toEqual({ logGroup: "/tandem/logs", flushSeconds: 5 });
  });

  it("goes to what can be a log group, and by settings that the agent knows", () => {
    expect(() => agentConfig("no group")).toThrow("log_group_name");
    const misspelt = agentConfig("/tandem/logs").replace("file_path", "file_paths");
    expect(() => parseAgentConfig(misspelt)).toThrow("file_paths");
  });

  it("is rotated in place, each hour", () => {
    expect(rotation).toMatch(/^\/var\/log\/tandem\/service\.log \{\n(?: {2}[a-z]+(?: \w+)?\n)+\}\n$/);
    expect(rotation).toContain("\n  copytruncate\n");
    const timer = parseUnit(rotationTimer);
    expect(timer).toEqual({ Timer: { OnCalendar: "hourly" } });
    expect(unknownSettings(timer)).toEqual([]);
  });
});
