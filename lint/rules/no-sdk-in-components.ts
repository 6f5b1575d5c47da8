import type { CreateRule } from "@oxlint/plugins";
import { isFrom } from "../constructed.ts";
import { placeOf } from "../place.ts";

/**
 * Components get everything as arguments: no AWS SDK calls and no environment variables. That they do not read
 * `pulumi.Config` or write to the console is what `tandem/one-config` and `no-console` report.
 */
export const noSdkInComponents: CreateRule = {
  create(context) {
    if (placeOf(context.filename).directory !== "packages/components") return {};
    return {
      ImportDeclaration(node) {
        const specifier = node.source.value;
        if (["@aws-sdk", "@smithy", "aws-sdk"].some((name) => isFrom(specifier, name))) {
          context.report({
            node: node.source,
            message: `components make no AWS SDK calls ("${specifier}"): declare a resource, or take the value as an argument`,
          });
        }
        if (specifier === "process" || specifier === "node:process") {
          context.report({
            node: node.source,
            message: "components do not look at their process: take the value as an argument",
          });
        }
      },
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.object.name !== "process") return;
        if (node.property.type !== "Identifier" || node.property.name !== "env") return;
        context.report({
          node,
          message:
            "components read no environment variables: take the value as an argument; stacks read config in config.ts",
        });
      },
    };
  },
};
