import type { RegisteredResource } from "./recording.ts";

/** A topic of the primary region as a program registers it, but for what is given. */
export function registeredResource(given: Partial<RegisteredResource>): RegisteredResource {
  return {
    type: "aws:sns/topic:Topic",
    qualifiedType: given.type ?? "aws:sns/topic:Topic",
    name: "topic",
    custom: true,
    inputs: {},
    provider: "aws-primary",
    parent: undefined,
    protect: false,
    retainOnDelete: false,
    ignoreChanges: [],
    dependsOn: [],
    outputs: undefined,
    ...given,
  };
}
