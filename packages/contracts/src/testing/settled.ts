import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";

/** An Output once it is settled. */
export interface Settled {
  /** Undefined while it is unknown. */
  readonly value: unknown;
  readonly known: boolean;
  readonly secret: boolean;
}

/** Waits for an Output. */
export async function settle(output: pulumi.Output<unknown>): Promise<Settled> {
  // The SDK's typings leave these two out.
  const { promise, isKnown } = output as unknown as { promise(): Promise<unknown>; isKnown: Promise<boolean> };
  return { value: await promise(), known: await isKnown, secret: await pulumi.isSecret(output) };
}

/** Waits for each of these, all of which must be Outputs. */
export async function settleAll(
  outputs: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, Settled>>> {
  const entries = Object.entries(outputs).map(async ([key, output]) => {
    expect(pulumi.Output.isInstance(output), `${key} is an Output`).toBe(true);
    return [key, await settle(output as pulumi.Output<unknown>)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
