import type { Probes } from "../probes.ts";

/** A machine on which nothing is missing, with these differences. */
export function faultlessMachine(root: string, differences: Partial<Probes>): Probes {
  return {
    root,
    rehearsal: false,
    acceptsCaller: async () => true,
    quota: async () => 1000,
    variables: {
      PULUMI_BACKEND_URL: "s3://state?region=us-west-2",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/secret/passphrase",
    },
    nodeVersion: "24.21.0",
    pulumiVersion: async () => "3.259.0",
    languageHost: async () => "official",
    plugin: async (name) => ({ version: name === "aws" ? "7.48.0" : "3.9.0", installed: true }),
    changedContracts: async () => [],
    rehearsals: async () => [{ environment: "rehearsal-aaaaaa", running: true }],
    identity: async () => ({
      accountId: "123456789012",
      arn: "arn:aws:iam::123456789012:user/a",
      clockAheadSeconds: 2,
    }),
    backend: async () => ({ url: "s3://state?region=us-west-2", stacks: 1 }),
    readable: async () => true,
    stackLocks: async () => [],
    resources: async () => undefined,
    planned: async () => new Map(),
    ...differences,
  };
}
