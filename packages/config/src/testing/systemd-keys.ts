const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * The settings that systemd knows, by section, as far as a unit of ours may need them: a misspelt one is ignored by
 * systemd with no more than a line in the journal. Source: systemd.unit(5), systemd.service(5), systemd.exec(5),
 * systemd.kill(5), systemd.timer(5), of systemd 252, which Amazon Linux 2023 has.
 */
export const systemdKeys: Readonly<Record<string, ReadonlySet<string>>> = {
  Unit: words(`
    After AllowIsolate AssertPathExists Before BindsTo ConditionPathExists ConditionFileNotEmpty Conflicts DefaultDependencies
    Description Documentation FailureAction JobTimeoutSec OnFailure OnSuccess PartOf RefuseManualStart RefuseManualStop Requires
    RequiresMountsFor Requisite StartLimitAction StartLimitBurst StartLimitIntervalSec StopWhenUnneeded SuccessAction Upholds
    Wants
  `),
  Service: words(`
    Type ExitType RemainAfterExit ExecStart ExecStartPre ExecStartPost ExecCondition ExecReload ExecStop ExecStopPost RestartSec
    TimeoutStartSec TimeoutStopSec TimeoutAbortSec TimeoutSec RuntimeMaxSec WatchdogSec Restart SuccessExitStatus
    RestartPreventExitStatus RestartForceExitStatus NotifyAccess OOMPolicy
    WorkingDirectory RootDirectory User Group DynamicUser SupplementaryGroups CapabilityBoundingSet AmbientCapabilities
    NoNewPrivileges SecureBits LimitNOFILE LimitNPROC LimitCORE UMask KeyringMode OOMScoreAdjust Nice
    ProtectSystem ProtectHome RuntimeDirectory StateDirectory CacheDirectory LogsDirectory ConfigurationDirectory
    ReadWritePaths ReadOnlyPaths InaccessiblePaths ExecPaths NoExecPaths TemporaryFileSystem PrivateTmp PrivateDevices
    PrivateNetwork PrivateIPC PrivateUsers ProtectHostname ProtectClock ProtectKernelTunables ProtectKernelModules
    ProtectKernelLogs ProtectControlGroups ProtectProc ProcSubset RestrictAddressFamilies RestrictFileSystems
    RestrictNamespaces LockPersonality MemoryDenyWriteExecute RestrictRealtime RestrictSUIDSGID RemoveIPC PrivateMounts
    SystemCallFilter SystemCallErrorNumber SystemCallArchitectures SystemCallLog Environment EnvironmentFile PassEnvironment
    UnsetEnvironment StandardInput StandardOutput StandardError LogLevelMax SyslogIdentifier SyslogFacility
    KillMode KillSignal RestartKillSignal SendSIGHUP SendSIGKILL FinalKillSignal WatchdogSignal MemoryMax MemoryHigh
    TasksMax CPUQuota CPUWeight IPAddressAllow IPAddressDeny
  `),
  Timer: words(`
    OnActiveSec OnBootSec OnStartupSec OnUnitActiveSec OnUnitInactiveSec OnCalendar AccuracySec RandomizedDelaySec
    FixedRandomDelay OnClockChange OnTimezoneChange Unit Persistent WakeSystem RemainAfterElapse
  `),
  Install: words(`Alias WantedBy RequiredBy Also DefaultInstance`),
};
