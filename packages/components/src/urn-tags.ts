import * as pulumi from "@pulumi/pulumi";
import { urnTagKey, urnTagValue } from "@tandem/config";

/**
 * From now on gives every taggable AWS resource of this program its URN as a tag, by which `tandem up` finds it again
 * when a run was killed before it could write down the new resource's identifier. Call it before the first resource,
 * inside a stack.
 *
 * Note: it is not told of the children of a remote component (awsx).
 */
export function tagWithUrns(): void {
  const types = new WeakMap<pulumi.Resource, string>();
  const prefix = `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::`;
  pulumi.runtime.registerStackTransformation(({ resource, type, name, props, opts }) => {
    // A parent is made before its children; the stack itself, which no URN names as a parent, is not told of.
    const parent = opts.parent === undefined ? undefined : types.get(opts.parent);
    const qualified = parent === undefined ? type : `${parent}$${type}`;
    types.set(resource, qualified);
    if (!isTaggable(type, props)) return undefined;
    const tag = { [urnTagKey]: urnTagValue(`${prefix}${qualified}::${name}`) };
    const tags = pulumi.output(props.tags).apply((own) => ({ ...own, ...tag }));
    return { props: { ...props, tags }, opts };
  });
}

/** `@pulumi/aws` announces the output `tagsAll` for the types that have a map of tags, and only for these. */
function isTaggable(type: string, props: pulumi.Inputs): props is { tags?: pulumi.Input<Record<string, string>> } {
  return type.startsWith("aws:") && "tagsAll" in props;
}
