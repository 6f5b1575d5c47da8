import { serviceLogPath } from "./service-log.ts";
import { renderUnit } from "./systemd-unit.ts";

/** The program, as the install script leaves it. */
export const programPath = "/opt/tandem/service.mjs";

/** The authorities that sign certificates of RDS, as the install script leaves them. */
export const authoritiesPath = "/opt/tandem/rds-authorities.pem";

/** The program's variables, which the unit reads. */
export const environmentPath = "/etc/tandem/service.env";

/** Where Amazon Linux 2023 puts the runtime of its package `nodejs24`. Source: AL2023, "Node.js in AL2023". */
export const nodePath = "/usr/bin/node-24";

/**
 * The unit that runs the program. It starts again whatever ends it, for ever: the balancer's health checks take an instance
 * out that does not come back, nobody logs in to repair one. It may listen and connect, and write nowhere but to its output,
 * which systemd opens for it before it is shut in. `MemoryDenyWriteExecute` would stop V8, which compiles at run time.
 *
 * Its output is a file, which the CloudWatch agent of every version reads: the journal only since aws/amazon-cloudwatch-agent
 * 2121 of May 2026, and rsyslog, which would copy it from there, is one program more. The file's folder is no `LogsDirectory`:
 * systemd 252 opens the file before it makes that (systemd/systemd 27591), and the service would never start.
 * Source: systemd.service(5), systemd.exec(5).
 */
export const serviceUnit = renderUnit({
  Unit: {
    Description: "Tandem's service",
    Wants: "network-online.target",
    After: "network-online.target",
    ConditionPathExists: programPath,
    StartLimitIntervalSec: "0",
  },
  Service: {
    Type: "exec",
    ExecStart: `${nodePath} ${programPath}`,
    EnvironmentFile: environmentPath,
    Restart: "always",
    RestartSec: "1",
    // The balancer stops sending requests to an instance that goes 30 s before its end.
    TimeoutStopSec: "30",
    StandardOutput: `append:${serviceLogPath}`,
    StandardError: "inherit",
    LimitNOFILE: "65536",
    DynamicUser: "yes",
    UMask: "0077",
    NoNewPrivileges: "yes",
    CapabilityBoundingSet: "",
    LockPersonality: "yes",
    PrivateDevices: "yes",
    PrivateTmp: "yes",
    ProtectClock: "yes",
    ProtectControlGroups: "yes",
    ProtectHome: "yes",
    ProtectHostname: "yes",
    ProtectKernelLogs: "yes",
    ProtectKernelModules: "yes",
    ProtectKernelTunables: "yes",
    ProtectProc: "invisible",
    ProtectSystem: "strict",
    RemoveIPC: "yes",
    // The resolver asks the kernel for addresses over netlink.
    RestrictAddressFamilies: "AF_INET AF_INET6 AF_NETLINK AF_UNIX",
    RestrictNamespaces: "yes",
    RestrictRealtime: "yes",
    RestrictSUIDSGID: "yes",
    SystemCallArchitectures: "native",
    SystemCallFilter: "@system-service",
  },
  Install: { WantedBy: "multi-user.target" },
});
