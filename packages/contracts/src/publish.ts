import * as pulumi from "@pulumi/pulumi";
import { TandemError } from "@tandem/config";
import { layerId } from "./contract.ts";
import type { Contract, OutputsOf, TOPOLOGY } from "./contract.ts";

/** What a program hands to `publish`: the topology plain, everything else as inputs. */
export type PublishedOutputs<C extends Contract> = {
  [K in keyof OutputsOf<C>]: K extends typeof TOPOLOGY ? OutputsOf<C>[K] : pulumi.Input<OutputsOf<C>[K]>;
};

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
