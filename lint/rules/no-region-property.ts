import type { CreateRule, ESTree } from "@oxlint/plugins";
import { bindingsOf, constructedBy, isFrom } from "../constructed.ts";
import type { Bindings } from "../constructed.ts";
import { placeOf } from "../place.ts";

const FACTORY = "packages/components/src/providers.ts";

/** A resource's region is its provider's, and providers come from one factory. */
export const noRegionProperty: CreateRule = {
  create(context) {
    const { path, isTest } = placeOf(context.filename);
    const mayMakeProviders = path === FACTORY || isTest;
    let bindings: Bindings = new Map();
    return {
      Program(program) {
        bindings = bindingsOf(program);
      },
      NewExpression(node) {
        const constructed = constructedBy(node, bindings);
        if (!isFrom(constructed?.module, "@pulumi/aws")) return;
        const isProvider = constructed?.path.at(-1) === "Provider";
        if (isProvider && mayMakeProviders) return;
        const region = regionKey(node.arguments[1]);
        if (region === undefined) return;
        const message = isProvider
          ? `only ${FACTORY} makes a provider for a region: use regionalProviders(topology)`
          : "no region property on a resource: pass the region's explicit provider, { provider }, instead";
        context.report({ node: region, message });
      },
    };
  },
};

function regionKey(args: ESTree.Argument | undefined): ESTree.Node | undefined {
  if (args?.type !== "ObjectExpression") return undefined;
  return args.properties.find((property) => {
    if (property.type !== "Property" || property.computed) return false;
    const { key } = property;
    return (key.type === "Identifier" && key.name === "region") || (key.type === "Literal" && key.value === "region");
  });
}
