import { profileNames } from "@tandem/config/profiles";
import { anyOf } from "../any-of.ts";
import type { Command } from "../command.ts";
import { developmentCommands } from "./development-commands.ts";
import { failoverCommands } from "./failover-commands.ts";

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [
  {
    name: "init",
    summary: "write the Pulumi.<stack>.yaml files of a new environment",
    args: [
      {
        name: "[profile]",
        summary: `what the environment is made of: ${anyOf(profileNames)}`,
      },
    ],
    options: [
      { flags: "--env <name>", summary: "name of the environment, which is also its stacks' name" },
      { flags: "--suffix <word>", summary: "ends every resource's name" },
      { flags: "--domain <name>", summary: "domain of the hosted zone (default: the profile's, with the suffix)" },
      {
        flags: "--domain-mode <mode>",
        summary: "none, external or delegated (default: none for .test and .local, else external)",
      },
      { flags: "--parent-zone <id>", summary: "hosted zone of the account to delegate from, with delegated" },
      { flags: "--account <digits>", summary: "the one AWS account that may be touched" },
      { flags: "--primary-region <region>", summary: "instead of the profile's" },
      { flags: "--standby-region <region>", summary: "instead of the profile's" },
      { flags: "--operator <arn>", summary: "who may take the recovery role (default: the profile's operator role)" },
      { flags: "--alert-emails <list>", summary: "who is told of alarms, with commas between" },
      {
        flags: "--secrets-provider <url>",
        summary: "what encrypts the stacks' secrets, as `tandem state bootstrap` prints it (default: a passphrase)",
      },
      { flags: "--retention <word>", summary: "disposable or keep: what becomes of data (default: the profile's)" },
      {
        flags: "--database-engine-version <version>",
        summary: "of Aurora PostgreSQL, in profiles with a database (default: the profile's)",
      },
      {
        flags: "--from <env>",
        summary: "copy this environment's settings instead of naming a profile; the copy is disposable",
      },
      { flags: "--force", summary: "replace the environment's files where they exist" },
      {
        flags: "--delegated",
        summary: "of an environment that exists: its zone is delegated by hand; check that, and go on to certificates",
      },
    ],
    examples: [
      "tandem init payments-us --env dev --suffix dev1",
      "tandem init payments-us --env live --suffix live --domain payments.acme.dev --account 123456789012",
      "tandem init --from live --env pr-123",
      "tandem init --delegated --env live",
    ],
    load: async () => (await import("./init.ts")).init,
  },
  {
    name: "doctor",
    summary: "check what a deployment to AWS needs, and say how to mend what is missing",
    args: [
      {
        name: "[env]",
        summary: "also what this environment, or kept rehearsal, needs; without it, AWS is not required",
      },
    ],
    options: [{ flags: "--json", summary: "print the findings as JSON" }],
    examples: [
      "tandem doctor",
      "tandem doctor live",
      "tandem doctor live --json | jq '.findings[] | select(.status == \"failed\")'",
    ],
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "outputs",
    summary: "what an environment offers its users: endpoints, DNS name, health check",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [
      { flags: "--all", summary: "everything that each layer publishes, held against its contract" },
      { flags: "--json", summary: "print them as JSON" },
    ],
    examples: [
      "tandem outputs dev",
      "tandem outputs dev --json | jq -r .primaryApiEndpoint",
      "tandem outputs dev --all",
    ],
    load: async () => (await import("./outputs.ts")).outputs,
  },
  {
    name: "status",
    summary: "each layer's last update, what is stale and why, drift, locks, and which region is active",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [{ flags: "--json", summary: "print it as JSON" }],
    examples: ["tandem status live", "tandem status live --json | jq '.layers[] | select(.stale != [])'"],
    load: async () => (await import("./status.ts")).status,
  },
  {
    name: "graph",
    summary: "the layers of an environment, how they wait for each other, and which of them changes affect",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [
      { flags: "--format <name>", summary: "text, mermaid or json (default: text)" },
      {
        flags: "--since <ref>",
        summary: "mark the layers that changes since this branch, tag or commit reach, and those downstream",
      },
    ],
    examples: [
      "tandem graph live",
      "tandem graph live --format mermaid",
      "tandem graph live --since origin/main --format json | jq -c .affected",
    ],
    load: async () => (await import("./graph.ts")).graph,
  },
  {
    name: "drift",
    summary: "where the cloud is not what the layers' states say; the exit code is 1 where anything differs",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [{ flags: "--json", summary: "print the result as JSON" }],
    examples: ["tandem drift live", "tandem drift live --json | jq '.layers[].drift'"],
    load: async () => (await import("./drift.ts")).drift,
  },
  {
    name: "plan",
    summary: "what rolling an environment out would do, every layer before the first is touched",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [
      {
        flags: "--save <dir>",
        summary: "keep the plan in this folder, for tandem up --plan (default: it is not kept)",
      },
      { flags: "--json", summary: "print each event, and then the plan, as a line of JSON on standard output" },
    ],
    examples: [
      "tandem plan dev",
      "tandem plan live --save plans/live",
      "tandem plan dev --json | tail -1 | jq '.layers[] | {id, changes}'",
    ],
    load: async () => (await import("./plan.ts")).plan,
  },
  {
    name: "cost",
    summary: "what an environment costs a month, by layer and region, from a dated price table",
    args: [
      { name: "<env>", summary: "name of the environment, or of a kept rehearsal; what is not deployed is planned" },
    ],
    options: [
      { flags: "--requests-per-month <number>", summary: "of clients, all of them writes (default: 0, idle)" },
      { flags: "--gb <number>", summary: "gigabytes of documents, and as much of ledger (default: 0)" },
      { flags: "--json", summary: "print the report as JSON, with every line and its source" },
    ],
    examples: [
      "tandem cost live",
      "tandem cost live --requests-per-month 5000000 --gb 100",
      "tandem cost live --json | jq '.cost.lines[] | select(.assumed) | {resource, item, unitPrice}'",
    ],
    load: async () => (await import("./cost.ts")).cost,
  },
  {
    name: "up",
    summary: "roll an environment out, layer by layer; what nothing has changed for is skipped",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [
      {
        flags: "--plan <dir>",
        summary: "refuse a layer that would do more than the plan that tandem plan saved in this folder",
      },
      { flags: "--layer <ids...>", summary: "only these layers (default: all)" },
      { flags: "--with-upstream", summary: "also every layer that these need" },
      { flags: "--with-downstream", summary: "also every layer that needs these" },
      { flags: "--yes", summary: "ask nothing; without it, each layer's changes are shown and asked about first" },
      { flags: "--json", summary: "print each event, and then the report, as a line of JSON on standard output" },
    ],
    examples: [
      "tandem up dev",
      "tandem up dev --yes",
      "tandem up live --plan plans/live --yes",
      "tandem up dev --layer global/foundation --with-upstream --with-downstream",
      "tandem up dev --yes --json | jq -c 'select(.type == \"layer-ended\")'",
    ],
    staged: true,
    load: async () => (await import("./up.ts")).up,
  },
  {
    name: "gate",
    summary: "what must hold behind a layer: its outputs keep their contract, and a region is ready",
    args: [
      { name: "<env>", summary: "name of the environment, or of a kept rehearsal" },
      { name: "[layer]", summary: "only this layer (default: all)" },
    ],
    options: [{ flags: "--json", summary: "print the findings as JSON" }],
    examples: ["tandem gate dev", "tandem gate dev primary-region"],
    load: async () => (await import("./gate.ts")).gate,
  },
  {
    name: "down",
    summary: "delete an environment, what stands on top first",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [
      { flags: "--layer <ids...>", summary: "only these layers (default: all)" },
      { flags: "--yes", summary: "delete without a question; needed where there is no terminal" },
      { flags: "--json", summary: "print each event, and then the report, as a line of JSON on standard output" },
    ],
    examples: [
      "tandem down dev",
      "tandem down pr-123 --yes",
      "tandem down dev --layer global/traffic --layer standby-region",
    ],
    staged: true,
    load: async () => (await import("./down.ts")).down,
  },
  ...failoverCommands,
  {
    name: "unlock",
    summary: "remove the lock that a run on another machine has left; refuses where its process runs on this one",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [{ flags: "--yes", summary: "ask nothing: the process of the holder is known to be gone" }],
    examples: ["tandem unlock live"],
    load: async () => (await import("./unlock.ts")).unlock,
  },
  {
    name: "state",
    summary: "make the S3 backend and the key that hold an organization's states in both regions",
    args: [
      { name: "<action>", summary: "bootstrap" },
      { name: "[env]", summary: "whose account and regions are taken" },
    ],
    options: [
      { flags: "--name <word>", summary: "begins every name: the organization" },
      { flags: "--account <digits>", summary: "the one AWS account that may be touched (default: the environment's)" },
      { flags: "--primary-region <region>", summary: "of the first bucket and the key (default: the environment's)" },
      { flags: "--standby-region <region>", summary: "of their copies (default: the environment's)" },
      { flags: "--yes", summary: "make it without a question; needed where there is no terminal" },
    ],
    examples: [
      "tandem state bootstrap live --name acme",
      "tandem state bootstrap --name acme --account 123456789012 --primary-region us-east-1 --standby-region us-east-2",
    ],
    load: async () => (await import("./state.ts")).state,
  },
  ...developmentCommands,
];
