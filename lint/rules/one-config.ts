import type { CreateRule } from "@oxlint/plugins";
import { bindingsOf, constructedBy, isFrom } from "../constructed.ts";
import type { Bindings } from "../constructed.ts";
import { placeOf } from "../place.ts";

/** Stack configuration is read once, in one file, into a typed value. */
export const oneConfig: CreateRule = {
  create(context) {
    if (/^stacks\/[^/]+\/config\.ts$/.test(placeOf(context.filename).path)) return {};
    let bindings: Bindings = new Map();
    return {
      Program(program) {
        bindings = bindingsOf(program);
      },
      NewExpression(node) {
        const constructed = constructedBy(node, bindings);
        if (!isFrom(constructed?.module, "@pulumi/pulumi") || constructed?.path.at(-1) !== "Config") return;
        context.report({
          node,
          message:
            "only a stack's config.ts reads pulumi.Config: take the value from the topology, or as an argument of the component",
        });
      },
    };
  },
};
