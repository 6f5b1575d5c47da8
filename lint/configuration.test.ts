import { expect, it } from "vitest";
import { lintFixtures } from "./testing/oxlint.ts";

it("reports Outputs that are turned into text", () => {
  const { reported, marked } = lintFixtures(
    {
      "packages/components/src/text.ts": `
        import * as pulumi from "@pulumi/pulumi";
        export function text(arn: pulumi.Output<string>, count: number): unknown[] {
          return [
            \`\${arn}/*\`, // -> typescript/no-base-to-string, typescript/restrict-template-expressions
            String(arn), // -> typescript/no-base-to-string
            arn + "/*", // -> typescript/no-base-to-string, typescript/restrict-plus-operands
            pulumi.interpolate\`\${arn}/*\`,
            arn.apply((known) => \`\${known}/\${count}\`),
          ];
        }
      `,
    },
    { typeAware: true },
  );
  expect(reported).toEqual(marked);
});

it("reports lost promises, missing cases and any", () => {
  const { reported, marked } = lintFixtures(
    {
      "packages/orchestrator/src/types.ts": `
        import { Output } from "@pulumi/pulumi"; // -> typescript/consistent-type-imports
        export async function run(start: () => Promise<boolean>, names: string[], raw: string): Promise<Output<string>> {
          start(); // -> typescript/no-floating-promises
          if (start()) names.pop(); // -> typescript/no-misused-promises
          names.forEach(async (name) => { // -> typescript/no-misused-promises
            if (await start()) names.push(name);
          });
          const parsed = JSON.parse(raw); // -> typescript/no-unsafe-assignment
          const read = (value: any) => value.output; // -> typescript/no-explicit-any, typescript/no-unsafe-member-access, typescript/no-unsafe-return
          parsed.close(); // -> typescript/no-unsafe-call, typescript/no-unsafe-member-access
          return read(raw); // -> typescript/no-unsafe-return
        }
        export function regionOf(role: "primary" | "standby"): string {
          const names: string[] = [];
          switch (role) { // -> typescript/switch-exhaustiveness-check
            case "primary":
              names.push(role);
          }
          return names[0]!; // -> typescript/no-non-null-assertion
        }
      `,
    },
    { typeAware: true },
  );
  expect(reported).toEqual(marked);
});

it("reports tests that are focused, disabled or say nothing exact", () => {
  const { reported, marked } = lintFixtures({
    "packages/config/src/a.test.ts": `
      import { describe, expect, it } from "vitest";
      describe("a", () => {
        it.only("is focused", () => { // -> vitest/no-focused-tests
          expect(1).toBe(1);
        });
        it.skip("is disabled", () => { // -> vitest/no-disabled-tests
          expect(1).toBe(1);
        });
        it("is vague", () => {
          expect(1).toBeDefined(); // -> vitest/no-restricted-matchers
          expect(() => 1).not.toThrow(); // -> vitest/no-restricted-matchers
        });
      });
    `,
  });
  expect(reported).toEqual(marked);
});

it("keeps the console for the CLI and the entry files of processes", () => {
  const print = 'console.log("ready");';
  const { reported, marked } = lintFixtures({
    "packages/cli/src/render/lines.ts": print,
    "packages/rehearsal/src/plugin/main.ts": print,
    "packages/rehearsal/src/sandbox/supervisor-main.ts": print,
    "packages/rehearsal/src/sandbox/sandbox.ts": `${print} // -> eslint/no-console`,
    "packages/orchestrator/src/main.ts": `${print} // -> eslint/no-console`,
    "stacks/shared/program.ts": `${print} // -> eslint/no-console`,
  });
  expect(reported).toEqual(marked);
});

it("reports files of more than 300 lines", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `export const a${n} = ${n};\n`).join("");
  const { reported } = lintFixtures({
    "packages/config/src/whole.ts": lines(300),
    "packages/config/src/long.ts": lines(301),
  });
  expect(reported).toEqual({
    "packages/config/src/whole.ts": [],
    "packages/config/src/long.ts": ["301 eslint/max-lines"],
  });
});
