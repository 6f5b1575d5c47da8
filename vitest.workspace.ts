import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** Tests that start real processes take seconds; each file has an emulator or an environment of its own. */
const patient = { testTimeout: 300_000, hookTimeout: 300_000 } as const;
/** What takes a second alone takes several beside others on a busy machine; no test is one of speed. */
const unhurried = { testTimeout: 120_000, hookTimeout: 120_000 } as const;

const handlers = ["packages/handlers/src/**/*.test.ts"];

/** Files that take minutes, the longest first: the drill mostly waits. What is short fills the gaps at the end. */
const longest = [
  "tests/drill/",
  "tests/rollout/kill",
  "tests/slow/",
  "tests/rollout/up",
  "tests/rehearsal/",
  "tests/engine/",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      const place = longest.findIndex((part) => moduleId.includes(part));
      if (place !== -1) return place;
      return longest.length + (project.name === "engine" ? 0 : 1);
    };
    return files.toSorted((left, right) => rank(left) - rank(right));
  }
}

export default defineConfig({
  test: {
    // Vitest leaves one core to itself, which is half of what the smallest machine has; the drill mostly waits, and so does
    // whoever has an emulator.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "lint/**/*.test.ts"],
          exclude: [
            ...handlers,
            "**/*.component.test.ts",
            "**/*.emulator.test.ts",
            "**/*.slow.test.ts",
            "**/node_modules/**",
          ],
          // Two thirds of the time would go into loading the same modules for each file. What a test puts in place of
          // something, it puts back.
          isolate: false,
          ...unhurried,
        },
      },
      // They replace modules and the SDK's clients for a whole file.
      {
        test: {
          name: "handlers",
          include: handlers,
          exclude: ["**/*.emulator.test.ts", "**/node_modules/**"],
          ...unhurried,
        },
      },
      {
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["packages/*/src/**/*.test-d.ts"],
            tsconfig: "./tsconfig.json",
          },
        },
      },
      { test: { name: "component", include: ["packages/*/src/**/*.component.test.ts"], ...unhurried } },
      { test: { name: "program", include: ["stacks/*/program.test.ts", "stacks/*/*.program.test.ts"], ...unhurried } },
      {
        test: {
          name: "engine",
          include: ["packages/*/src/**/*.emulator.test.ts", "tests/engine/**/*.test.ts", "tests/rollout/**/*.test.ts"],
          ...patient,
        },
      },
      // Minutes, in which it mostly waits: it begins first, and others run beside it.
      { test: { name: "drill", include: ["tests/drill/**/*.test.ts"], ...patient } },
      // One file at a time: each keeps two cores busy by itself.
      {
        test: { name: "launcher", include: ["tests/launcher/**/*.test.ts"], ...patient, fileParallelism: false },
      },
      // Only with `tandem test --all`: each takes minutes. What is not meant to run is in no project, never skipped:
      // a skipped test counts as failed.
      {
        test: {
          name: "slow",
          include: ["tests/slow/**/*.test.ts", "packages/*/src/**/*.slow.test.ts"],
          ...patient,
          testTimeout: 600_000,
        },
      },
      { test: { name: "rehearsal", include: ["tests/rehearsal/**/*.test.ts"], ...patient } },
    ],
    coverage: {
      provider: "v8",
      // What decides an environment's resources and answers its clients. The rest starts processes, and is held by the
      // engine and rehearsal tests.
      include: ["packages/{handlers,contracts,config,components}/src/**/*.ts", "stacks/*/*.ts"],
      exclude: ["**/*.test-d.ts", "**/testing/**"],
      thresholds: { statements: 100, functions: 100, lines: 100 },
    },
  },
});
