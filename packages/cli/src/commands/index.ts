import type { Command } from "../command.ts";

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [
  {
    name: "init",
    summary: "write the Pulumi.<stack>.yaml files of a new environment",
    args: [{ name: "<profile>", summary: "what the environment is made of: payments-us" }],
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
      { flags: "--force", summary: "replace the environment's files where they exist" },
    ],
    examples: [
      "tandem init payments-us --env dev --suffix dev1",
      "tandem init payments-us --env live --suffix live --domain payments.acme.dev --account 123456789012",
    ],
    load: async () => (await import("./init.ts")).init,
  },
  {
    name: "doctor",
    summary: "check what a deployment to AWS needs, and say how to mend what is missing",
    args: [{ name: "[env]", summary: "also what this environment needs; without it, AWS is not required" }],
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
    options: [{ flags: "--json", summary: "print them as JSON" }],
    examples: ["tandem outputs dev", "tandem outputs dev --json | jq -r .primaryApiEndpoint"],
    load: async () => (await import("./outputs.ts")).outputs,
  },
  {
    name: "rehearse",
    summary: "roll a profile out on a local AWS emulator, use it, check it, and take it down",
    args: [{ name: "[profile]", summary: "payments-us; with --stop, the kept rehearsal to stop" }],
    options: [
      { flags: "--json", summary: "print the report as JSON on standard output" },
      { flags: "--keep", summary: "leave the environment and the emulator up" },
      {
        flags: "--plugin <name>",
        summary: "stand-in, or official: Pulumi's own aws plugin, installed if need be (default: stand-in)",
      },
      { flags: "--stop", summary: "stop a kept rehearsal, or all of them, and remove what they left" },
    ],
    examples: [
      "tandem rehearse payments-us",
      "tandem rehearse payments-us --keep",
      "tandem rehearse --stop",
      "tandem rehearse payments-us --json | jq .checks",
    ],
    load: async () => (await import("./rehearse.ts")).rehearseCommand,
  },
  {
    name: "shell",
    summary: "a shell, or one command, in which `pulumi` works against a kept rehearsal",
    args: [{ name: "[env]", summary: "the kept rehearsal, rehearsal-…; the only one when left out" }],
    options: [],
    examples: ["tandem shell rehearsal-k3f9xa", "tandem shell rehearsal-k3f9xa -- pulumi -C stacks/shared preview"],
    load: async () => (await import("./shell.ts")).shell,
  },
  {
    name: "test",
    summary: "run the tests; the last line is `N passed, N failed`",
    args: [{ name: "[files...]", summary: "only test files whose path contains one of these" }],
    options: [
      { flags: "--project <name>", summary: "only unit, types, component, program, engine, launcher or rehearsal" },
      { flags: "--all", summary: "also the benchmark from end to end, which takes minutes" },
      { flags: "--coverage", summary: "also measure what the tests cover" },
    ],
    examples: ["tandem test", "tandem test --all", "tandem test --project unit", "tandem test naming"],
    load: async () => (await import("./test.ts")).test,
  },
  {
    name: "bench",
    summary: "measure rollout against a loop of `pulumi up`, handlers and memory",
    args: [{ name: "[profile]", summary: "what is rolled out (default: payments-us)" }],
    options: [
      { flags: "--rounds <number>", summary: "how often both are measured in turn (default: 3)" },
      { flags: "--tests", summary: "also run every test project by itself, and time it" },
      { flags: "--json", summary: "print the report as JSON on standard output" },
    ],
    examples: ["tandem bench", "tandem bench --rounds 5 --json | jq .rollout.ratio", "tandem bench --tests"],
    load: async () => (await import("./bench.ts")).benchCommand,
  },
];
