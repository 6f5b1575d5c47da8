import { profileNames } from "@tandem/config/profiles";
import { anyOf } from "../any-of.ts";
import type { Command } from "../command.ts";

/** The commands of on-call. */
export const failoverCommands: readonly Command[] = [
  {
    name: "watch",
    summary: "follow which region is active, what the witnesses say and what the controller decides",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [
      { flags: "--once", summary: "one look, as without a terminal" },
      { flags: "--json", summary: "one look, as JSON" },
    ],
    examples: ["tandem watch live", "tandem watch live --json | jq .protection"],
    load: async () => (await import("./watch.ts")).watch,
  },
  {
    name: "drill",
    summary: "lose a region on purpose in a rehearsal while clients write, and count what they lost",
    args: [
      { name: "[scenarios...]", summary: "all, or primary-dark, planned and others; a wrong name tells the profile's" },
    ],
    options: [
      { flags: "--env <name>", summary: "in this kept rehearsal (default: one of its own, stopped at the end)" },
      {
        flags: "--profile <name>",
        summary: `what a rehearsal of its own is made of: ${anyOf(profileNames)} (default: payments-us)`,
      },
      { flags: "--json", summary: "print the report as JSON on standard output" },
    ],
    examples: [
      "tandem drill primary-dark",
      "tandem drill primary-dark planned --env rehearsal-abcdef",
      "tandem drill all --json | jq '.scenarios[] | {id, outage: .outage.seconds}'",
    ],
    load: async () => (await import("./drill.ts")).drill,
  },
  {
    name: "failover",
    summary: "have the standby region take over, by plan, or at once where the primary is lost",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [
      { flags: "--allow-data-loss", summary: "do not wait for the primary: what has not arrived is lost" },
      { flags: "--yes", summary: "go on without a question; needed where there is no terminal" },
      { flags: "--json", summary: "print how it ended as a line of JSON on standard output" },
    ],
    examples: ["tandem failover live", "tandem failover live --allow-data-loss"],
    load: async () => (await import("./failover.ts")).failover,
  },
  {
    name: "failback",
    summary: "have the primary region take over again, by plan",
    args: [{ name: "<env>", summary: "name of the environment, or of a kept rehearsal" }],
    options: [
      { flags: "--yes", summary: "go on without a question; needed where there is no terminal" },
      { flags: "--json", summary: "print how it ended as a line of JSON on standard output" },
    ],
    examples: ["tandem failback live", "tandem failback live --yes --json"],
    load: async () => (await import("./failover.ts")).failback,
  },
];
