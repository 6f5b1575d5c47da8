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
  region: "eu-central-1",
  program: { key: "trading/service.mjs", version: "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY" },
  configuration: { key: "trading/service.env", version: "mJ+rmSpXd3dIbrHY3sL4kqtJlcpXroDTD" },
  logGroup: "/tandem/instance-logs-x",
};

/** What systemd would ignore. */
const unknownSettings = (sections: UnitSections) =>
  Object.entries(sections).flatMap(([section, settings]) =>
    Object.keys(settings).filter((key) => systemdKeys[section]?.has(key) !== true),
  );

const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });

describe("user data", () => {
  it("is a cloud-config that writes the unit, what becomes of its log and a script, and runs the script at each boot", () => {
    const [header, ...json] = userData(args).split("\n");
    expect(header).toBe("#cloud-config");
    expect(JSON.parse(json.join("\n"))).toEqual({
      write_files: [
        { path: unitPath, permissions: "0644", content: serviceUnit },
        { path: agentConfigPath, permissions: "0644", content: agentConfig(args.logGroup) },
        { path: rotationPath, permissions: "0644", content: rotation },
        { path: rotationTimerPath, permissions: "0644", content: rotationTimer },
        { path: installPath, permissions: "0755", content: installScript },
      ],
      runcmd: [
        [
          installPath,
          "artifacts-primary-x",
          "eu-central-1",
          "trading/service.mjs",
          "3sL4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY",
          "trading/service.env",
          "mJ+rmSpXd3dIbrHY3sL4kqtJlcpXroDTD",
        ],
      ],
      cloud_final_modules: [["scripts-user", "always"]],
    });
  });

  it("is read back as what it was made of", () => {
    expect(parseUserData(userData(args))).toEqual({
      ...args,
      service: { restartSeconds: 1 },
      agent: { flushSeconds: 5 },
    });
    const object = fc.record({ key: text, version: text });
    fc.assert(
      fc.property(object, object, (program, configuration) => {
        const { service: _, agent: __, ...read } = parseUserData(userData({ ...args, program, configuration }));
        expect(read).toEqual({ ...args, program, configuration });
      }),
      { numRuns: 200 },
    );
  });

  it("does not start again what the unit does not say", () => {
    const changed = (from: string, to: string) => parseUserData(userData(args).replace(from, to)).service;
    expect(changed("Restart=always", "Restart=no")).toEqual({ restartSeconds: undefined });
    expect(changed(String.raw`RestartSec=1\n`, "")).toEqual({ restartSeconds: 0.1 });
  });

  it("refuses more than EC2 takes", () => {
    const of = (key: string) => userData({ ...args, program: { ...args.program, key } });
    const longest = "x".repeat(userDataLimit - Buffer.byteLength(of("")));
    expect(Buffer.byteLength(of(longest))).toBe(16_384);
    expect(() => of(`${longest}x`)).toThrow("the user data has 16385 bytes; legal: at most 16384, EC2's limit");
  });

  it.for([
    ["another script", "#!/bin/bash\necho hello\n"],
    ["no JSON", "#cloud-config\nruncmd: []\n"],
    ["a file more", userData(args).replace('"runcmd"', '"bootcmd": [], "runcmd"')],
    ["no unit", userData(args).replace(unitPath, "/etc/motd")],
  ] as const)("does not guess: %s is refused", ([, foreign]) => {
    expect(() => parseUserData(foreign)).toThrow("this is no user data of Tandem's");
  });

  it("refuses a unit that it cannot read", () => {
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
      'get-object --region "$region" --bucket "$bucket" --key "$key" --version-id "$version" "$file.new"',
    );
    expect(installScript).toContain(`\nauthorities=${authoritiesPath}\n`);
    expect(installScript).toContain('\nfetch "$3" "$4" "$program" 0644\nfetch "$5" "$6" "$variables" 0600\n');
    expect(installScript).toContain(`\nvariables=${environmentPath}\n`);
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
