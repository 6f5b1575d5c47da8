import type { Stack } from "@pulumi/pulumi/automation/index.js";

/**
 * The stack, whose operations end when the engine does: left alone, `up` starts the CLI three times more, for the outputs
 * with and without secrets and for the history, and `destroy` once, each of which costs 0.2 s a layer or more. The events have
 * told the outputs by then.
 */
export function nothingMore(stack: Stack): Stack {
  const told = { outputs: async () => ({}), info: async () => undefined };
  return Object.assign(Object.create(stack) as Stack, told);
}
