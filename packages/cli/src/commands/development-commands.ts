import { profileNames } from "@tandem/config/profiles";
import { anyOf } from "../any-of.ts";
import type { Command } from "../command.ts";

/** The names of the test projects in vitest.workspace.ts, which is not loaded for a help text. */
export const testProjectNames = [
  "unit",
  "handlers",
  "types",
  "component",
  "program",
  "engine",
  "drill",
  "launcher",
  "rehearsal",
  "slow",
] as const;

/** The commands of those who work on Tandem, or try it: none needs an AWS account. */
export const developmentCommands: readonly Command[] = [
  {
    name: "rehearse",
    summary: "roll a profile out on a local AWS emulator, use it, check it, and take it down",
    args: [{ name: "[profile]", summary: `${anyOf(profileNames)}; with --stop, the kept rehearsal to stop` }],
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
      { flags: "--project <name>", summary: `only ${anyOf(testProjectNames)}` },
      { flags: "--all", summary: "also the project slow, and 25 seeds of kills for 3: hours" },
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
  {
    name: "simulate",
    summary: "how long a dark primary is noticed and left, and how often a healthy one would be, by simulation",
    args: [{ name: "[profile]", summary: "whose health check is simulated (default: payments-us)" }],
    options: [
      {
        flags: "--runs <number>",
        summary: "dark primaries, and passing incidents, per probe interval (default: 2000)",
      },
      { flags: "--seed <number>", summary: "the same seed gives the same figures (default: 1)" },
      { flags: "--probe-interval <seconds>", summary: "of Route 53's health check: 10, 30 or 10,30 (default: 10,30)" },
      { flags: "--fault-rate <numbers>", summary: "passing incidents a year, with commas between (default: 50,500)" },
      { flags: "--json", summary: "print the report as JSON on standard output" },
    ],
    examples: [
      "tandem simulate",
      "tandem simulate payments-us --runs 20000 --seed 7",
      "tandem simulate --fault-rate 1000",
    ],
    load: async () => (await import("./simulate.ts")).simulate,
  },
];
