import * as pulumi from "@pulumi/pulumi";
import { TandemError } from "@tandem/config";
import { layerId } from "./contract.ts";
import type { Contract, OutputsOf, TOPOLOGY } from "./contract.ts";

/** The outputs that an environment need not have. */
type OptionalKeys<C extends Contract> = {
  [K in keyof OutputsOf<C>]: undefined extends OutputsOf<C>[K] ? K : never;
}[keyof OutputsOf<C>];

/** What a program hands to `publish`: the topology plain, everything else as inputs, and no key for a part that it lacks. */
export type PublishedOutputs<C extends Contract> = {
  [K in Exclude<keyof OutputsOf<C>, OptionalKeys<C>>]: K extends typeof TOPOLOGY
    ? OutputsOf<C>[K]
    : pulumi.Input<OutputsOf<C>[K]>;
} & { [K in OptionalKeys<C>]?: pulumi.Input<OutputsOf<C>[K]> | undefined };

/**
 * A stack's outputs, with the version of their contract. Waits until each is settled.
 * @throws TandemError when one is secret: consumers get names and ARNs, and read secrets where they are kept
 */
export async function publish<C extends Contract>(
  contract: C,
  outputs: PublishedOutputs<C>,
): Promise<PublishedOutputs<C> & { contractVersion: number }> {
  const secrecy = await Promise.all(
    Object.entries(outputs).map(async ([key, value]) => ((await pulumi.isSecret(pulumi.output(value))) ? [key] : [])),
  );
  const secret = secrecy.flat();
  if (secret.length > 0) {
    throw new TandemError("output-secret", `${layerId(contract)} would publish secret values: ${secret.join(", ")}`, {
      hint: "publish the secret's ARN and read its value where it is used",
    });
  }
  return { ...outputs, contractVersion: contract.version };
}
