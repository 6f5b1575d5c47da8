import * as pulumi from "@pulumi/pulumi";

/** What the engine knows of an upstream stack. */
export interface Upstream {
  readonly outputs: Readonly<Record<string, unknown>>;
  /** @default undefined: the engine does not say. */
  readonly secretOutputNames?: readonly string[];
}

/** A stack reference that the program under test made. */
export interface Read {
  readonly resource: string;
  readonly stack: string;
}

/**
 * Makes this process the program of `<project>/<stack>` in the organization `acme`, with these stacks upstream, by
 * their full names. Returns the references that it makes, as they are made.
 */
export async function runAs(
  project: string,
  stack: string,
  upstream: Readonly<Record<string, Upstream>>,
  { preview = false }: { readonly preview?: boolean } = {},
): Promise<readonly Read[]> {
  const reads: Read[] = [];
  const newResource = ({ name, inputs }: pulumi.runtime.MockResourceArgs) => {
    const { name: stack } = inputs as { readonly name: string };
    reads.push({ resource: name, stack });
    const found = upstream[stack];
    if (found === undefined) throw new Error(`no stack ${stack}`);
    return { id: stack, state: { name: stack, ...found } };
  };
  const call = ({ token }: pulumi.runtime.MockCallArgs): never => {
    throw new Error(`${token} is called`);
  };
  await pulumi.runtime.setMocks({ newResource, call }, project, stack, preview, "acme");
  return reads;
}

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
