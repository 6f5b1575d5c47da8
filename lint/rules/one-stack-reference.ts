import type { CreateRule } from "@oxlint/plugins";
import { bindingsOf, constructedBy } from "../constructed.ts";
import type { Bindings } from "../constructed.ts";
import { placeOf } from "../place.ts";

const HOME = "packages/contracts/src/consume.ts";

/** Outputs of another stack come checked and typed through `consume`, or not at all. */
export const oneStackReference: CreateRule = {
  create(context) {
    if (placeOf(context.filename).path === HOME) return {};
    let bindings: Bindings = new Map();
    return {
      Program(program) {
        bindings = bindingsOf(program);
      },
      NewExpression(node) {
        if (constructedBy(node, bindings)?.path.at(-1) !== "StackReference") return;
        context.report({
          node,
          message: `only ${HOME} makes a StackReference: read another stack with consume(contract) from @tandem/contracts`,
        });
      },
    };
  },
};
