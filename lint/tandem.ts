import type { Plugin } from "@oxlint/plugins";
import { layerImports } from "./rules/layer-imports.ts";
import { noRegionProperty } from "./rules/no-region-property.ts";
import { noResourceInApply } from "./rules/no-resource-in-apply.ts";
import { noSdkInComponents } from "./rules/no-sdk-in-components.ts";
import { oneConfig } from "./rules/one-config.ts";
import { oneStackReference } from "./rules/one-stack-reference.ts";

/** Tandem's own rules for oxlint. */
const plugin: Plugin = {
  meta: { name: "tandem" },
  rules: {
    "layer-imports": layerImports,
    "no-region-property": noRegionProperty,
    "no-resource-in-apply": noResourceInApply,
    "no-sdk-in-components": noSdkInComponents,
    "one-config": oneConfig,
    "one-stack-reference": oneStackReference,
  },
};

export default plugin;
