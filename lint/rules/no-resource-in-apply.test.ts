import { expect, it } from "vitest";
import { lintFixtures } from "../testing/oxlint.ts";

it("reports resources made in a callback of apply, wherever the callback stands", () => {
  const { reported, marked, messages } = lintFixtures({
    "stacks/global/program.ts": `
      import * as aws from "@pulumi/aws";
      import { Topic as SnsTopic } from "@pulumi/aws/sns/index.js";
      import * as pulumi from "@pulumi/pulumi";
      import { GlobalTable } from "@tandem/components";
      import { Local } from "./local.ts";

      export function program(name: pulumi.Output<string>, other: pulumi.Output<string>, provider: aws.Provider): void {
        name.apply((n) => new aws.sns.Topic(n, {}, { provider })); // -> tandem/no-resource-in-apply
        name.apply(function make(n) {
          return new SnsTopic(n); // -> tandem/no-resource-in-apply
        });
        pulumi.all([name, other]).apply(([n, o]) => {
          if (n !== o) new GlobalTable(n, {}); // -> tandem/no-resource-in-apply
          return [o].map((each) => new Local(each)); // -> tandem/no-resource-in-apply
        });
        name.apply(makeLater);
        name.apply(makeArrow);
        new aws.sns.Topic("beside", { displayName: name.apply((n) => n.toUpperCase()) }, { provider });
      }

      function makeLater(name: string) {
        return new pulumi.ComponentResource("tandem:a:B", name); // -> tandem/no-resource-in-apply
      }

      const makeArrow = (name: string) => new awsx.ec2.Vpc(name); // -> tandem/no-resource-in-apply
    `,
  });
  expect(reported).toEqual(marked);
  expect(messages).toEqual([
    "no resource inside apply: it is missing from previews and breaks saved plans; create it beside, and pass the Output as an input",
  ]);
});

it("leaves plain values, other callbacks and other classes alone", () => {
  const { reported } = lintFixtures({
    "packages/components/src/good.ts": `
      import * as aws from "@pulumi/aws";
      import * as pulumi from "@pulumi/pulumi";
      import { TandemError } from "@tandem/config";

      export function good(name: pulumi.Output<string>, names: string[], provider: aws.Provider): unknown[] {
        const topics = names.map((each) => new aws.sns.Topic(each, {}, { provider }));
        const values = name.apply((n) => [new Set([n]), new URL(n), new TandemError("a", n), new pulumi.RunError(n)]);
        const code = name.apply((n) => new pulumi.asset.AssetArchive({ n: new pulumi.asset.StringAsset(n) }));
        return [topics, values, code, Reflect.apply(good, undefined, [])];
      }
    `,
    "packages/rehearsal/src/own.ts": `
      import { Parser } from "./parser.ts";
      export const own = (calls: { apply: (call: (text: string) => Parser) => void }) => calls.apply((text) => new Parser(text));
    `,
  });
  expect(reported).toEqual({ "packages/components/src/good.ts": [], "packages/rehearsal/src/own.ts": [] });
});
