import type { Context, CreateRule, ESTree } from "@oxlint/plugins";
import { bindingsOf, constructedBy, isFrom } from "../constructed.ts";
import type { Bindings, Constructed } from "../constructed.ts";
import { placeOf } from "../place.ts";

/** A resource made inside `apply` is missing from previews, and a saved plan then refuses it. */
export const noResourceInApply: CreateRule = {
  create(context) {
    const { directory } = placeOf(context.filename);
    // In these two, a class of a neighbouring file is a component.
    const ownClasses = directory === "packages/components" || directory.startsWith("stacks/");
    const callbacks = new Set<ESTree.Node>();
    const made: ESTree.NewExpression[] = [];
    let bindings: Bindings = new Map();
    return {
      Program(program) {
        bindings = bindingsOf(program);
      },
      CallExpression({ callee, arguments: given }) {
        if (callee.type !== "MemberExpression" || callee.computed) return;
        if (callee.property.type !== "Identifier" || callee.property.name !== "apply") return;
        if (callee.object.type === "Identifier" && callee.object.name === "Reflect") return;
        for (const argument of given) {
          const callback = functionOf(context, argument);
          if (callback !== undefined) callbacks.add(callback);
        }
      },
      NewExpression(node) {
        const constructed = constructedBy(node, bindings);
        if (constructed !== undefined && isResource(constructed, ownClasses)) made.push(node);
      },
      // At the end, because a named callback may be declared after or before its use.
      "Program:exit"() {
        for (const node of made) {
          if (!enclosing(node).some((outer) => callbacks.has(outer))) continue;
          context.report({
            node,
            message:
              "no resource inside apply: it is missing from previews and breaks saved plans; create it beside, and pass the Output as an input",
          });
        }
      },
    };
  },
};

function isResource({ module, path }: Constructed, ownClasses: boolean): boolean {
  // Errors, assets and archives are plain values.
  if (/(?:Error|Errors|Asset|Archive)$/.test(path.at(-1) ?? "")) return false;
  if (module?.startsWith(".") === true) return ownClasses;
  return isFrom(module, "@pulumi") || isFrom(module, "@tandem/components");
}

/** The function that an argument is, or names in the same file. */
function functionOf(context: Context, argument: ESTree.Argument): ESTree.Node | undefined {
  if (isFunction(argument)) return argument;
  if (argument.type !== "Identifier") return undefined;
  for (let scope = context.sourceCode.getScope(argument); ;) {
    const variable = scope.set.get(argument.name);
    if (variable !== undefined) {
      const node = variable.defs[0]?.node;
      return node?.type === "VariableDeclarator" ? (node.init ?? undefined) : node;
    }
    if (scope.upper === null) return undefined;
    scope = scope.upper;
  }
}

function enclosing(node: ESTree.Node): ESTree.Node[] {
  const { parent } = node;
  if (parent === null) return [];
  return isFunction(parent) ? [parent, ...enclosing(parent)] : enclosing(parent);
}

function isFunction({ type }: ESTree.Node): boolean {
  return type === "ArrowFunctionExpression" || type === "FunctionExpression" || type === "FunctionDeclaration";
}
