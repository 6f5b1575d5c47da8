import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { urnTagKey, urnTagValue } from "@tandem/config";

/**
 * From now on gives every taggable AWS resource of this program its URN as a tag, by which `tandem up` finds it again
 * when a run was killed before it could write down the new resource's identifier. Call it before the first resource,
 * inside a stack.
 *
 * The children of a remote component (awsx) are made in its plugin's process, where no stack transformation is told of
 * them: the engine asks for their tags, by a transform that the component brings with it. Only these take that way, for a
 * call for each resource is what it costs.
 */
export function tagWithUrns(): void {
  const types = new WeakMap<pulumi.Resource, string>();
  const prefix = `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::`;
  pulumi.runtime.registerStackTransformation(({ resource, type, name, props, opts }) => {
    // A parent is made before its children; the stack itself, which no URN names as a parent, is not told of.
    const parent = opts.parent === undefined ? undefined : types.get(opts.parent);
    const qualified = parent === undefined ? type : `${parent}$${type}`;
    types.set(resource, qualified);
    if (isRemote(type)) return { props, opts: { ...opts, transforms: [...(opts.transforms ?? []), tagRemoteChild] } };
    const urn = `${prefix}${qualified}::${name}`;
    if (isGroup(type, props)) return { props: { ...props, tags: groupTags(props.tags, urn) }, opts };
    if (!isTaggable(type, props)) return undefined;
    return { props: { ...props, tags: withUrn(props.tags, urn) }, opts };
  });
}

/**
 * Tags what a remote component makes, by its parent's URN and its own type and name. Which types have tags cannot be told
 * here, where outputs are not announced: every child that has any gets one more. awsx gives its own to each that can have them.
 */
export const tagRemoteChild: pulumi.ResourceTransform = ({ custom, type, name, props, opts }) => {
  const { parent } = opts;
  const tags = props["tags"] as Tags | undefined;
  if (!custom || parent === undefined || !type.startsWith("aws:") || tags === undefined) return undefined;
  const urn = parent.urn.apply((above) => `${above.slice(0, above.lastIndexOf("::"))}$${type}::${name}`);
  return { props: { ...props, tags: urn.apply((own) => withUrn(tags, own)) }, opts };
};

type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

function withUrn(tags: Tags | undefined, urn: string): pulumi.Output<Record<string, string>> {
  return pulumi.output(tags).apply((own): Record<string, string> => ({ ...own, [urnTagKey]: urnTagValue(urn) }));
}

function isGroup(type: string, _props: pulumi.Inputs): _props is Pick<aws.autoscaling.GroupArgs, "tags"> {
  return type === "aws:autoscaling/group:Group";
}

/** A group's tags are a list. This one is not its instances': they are Auto Scaling's to make. */
function groupTags(tags: aws.autoscaling.GroupArgs["tags"], urn: string): aws.autoscaling.GroupArgs["tags"] {
  const own = { key: urnTagKey, value: urnTagValue(urn), propagateAtLaunch: false };
  return pulumi.output(tags).apply((others = []) => [...others, own]);
}

function isRemote(type: string): boolean {
  return type.startsWith("awsx:");
}

/** `@pulumi/aws` announces the output `tagsAll` for the types that have a map of tags, and only for these. */
function isTaggable(type: string, props: pulumi.Inputs): props is { tags?: Tags } {
  return type.startsWith("aws:") && "tagsAll" in props;
}
