import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { unknownValue } from "@pulumi/pulumi/runtime/rpc.js";
import * as state from "@pulumi/pulumi/runtime/state.js";
import { awsValues } from "./aws-values.ts";
import { nameIn, recordResources } from "./recording.ts";
import type { RegisteredResource } from "./recording.ts";

type Values = Readonly<Record<string, unknown>>;

/** An output of a referenced stack that is not known yet. Real only in a preview. */
export const unknownOutput: string = unknownValue;

export interface MockOptions {
  /** The Pulumi project, `tandem-shared`. */
  readonly project: string;
  readonly stack: string;
  /** @default "organization", as with a file backend */
  readonly organization?: string;
  /** A preview knows no identifier and no computed output of what it would make. @default false */
  readonly preview?: boolean;
  /** The stack's configuration, `{ "tandem:profile": … }`. @default none */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * Outputs of the stacks that may be referenced, by full name; `pulumi.secret(value)` for a secret one. A stack that is
   * not here fails the run. @default none
   */
  readonly references?: Readonly<Record<string, Values>>;
  /** @default "123456789012" */
  readonly accountId?: string;
}

export interface MockRun<T> {
  /** Everything that was registered, in order, but the stack itself; stack references are reads, and not among them. */
  readonly resources: readonly RegisteredResource[];
  /** The program's result, with every Output in it resolved; one that is not known is `pulumi.unknown`. */
  readonly outputs: pulumi.Unwrap<T>;
}

/**
 * Runs a Pulumi program without an engine, and returns once every resource is registered. Resources get the same
 * identifiers and ARNs at each run. Rejects with the program's error, also where nobody awaited it, and for a type of
 * resource that has no model.
 */
export async function withMocks<T>(program: () => T | Promise<T>, options: MockOptions): Promise<MockRun<T>> {
  // A failed run leaves its rejected queue behind: each run gets a state of its own.
  return withLocalStorage(() => failingOnUnhandledRejections(() => run(program, options)));
}

async function run<T>(program: () => T | Promise<T>, options: MockOptions): Promise<MockRun<T>> {
  const { project, stack, organization = "organization", preview = false } = options;
  await pulumi.runtime.setMocks(mocksOf(options), project, stack, preview, organization);
  pulumi.runtime.setAllConfig({ ...options.config });
  const resources = recordResources();
  const result = await inStack(program);
  await pulumi.runtime.disconnect();
  const outputs = await resolved(result);
  return { resources: resources(), outputs };
}

/** As the engine runs a program: every resource at its top is a child of the stack, which may transform them. */
async function inStack<T>(program: () => T | Promise<T>): Promise<T> {
  const results: T[] = [];
  await pulumi.runtime.runInPulumiStack(async () => {
    results.push(await program());
  });
  return results[0] as T;
}

function mocksOf(options: MockOptions): pulumi.runtime.Mocks {
  const { preview = false, accountId = "123456789012", references = {} } = options;
  const regions = new Map<string, string>();
  return {
    call: ({ token }) => {
      throw refusal(
        `the program calls ${token}; invokes have no model, and a plan that depends on one is not repeatable`,
      );
    },
    newResource: ({ type, name, inputs, provider, custom }) => {
      const given = inputs as Values;
      if (type === "pulumi:pulumi:StackReference") return referenced(String(given["name"]), references);
      if (type.startsWith("pulumi:providers:")) {
        regions.set(name, String(given["region"]));
        return { id: `${name}-id`, state: given };
      }
      const isRemote = type.startsWith("awsx:");
      if (custom !== true && !isRemote) return { id: undefined, state: {} };
      if (preview) return { id: undefined, state: given };
      const region = regions.get(nameIn((provider ?? "").replace(/::[^:]*$/, "")));
      const values = awsValues(type, { name, inputs: given, region: region ?? "no-provider", accountId });
      if (values === undefined) throw refusal(`${type} has no model in packages/testing/src/aws-values.ts`);
      return { id: values.id, state: { ...given, ...values.outputs } };
    },
  };
}

async function referenced(
  name: string,
  references: Readonly<Record<string, Values>>,
): Promise<pulumi.runtime.MockResourceResult> {
  const outputs = references[name];
  if (outputs === undefined) {
    throw refusal(`the program refers to the stack ${name}; known: ${Object.keys(references).join(", ") || "none"}`);
  }
  const secretOutputNames = await Promise.all(
    Object.entries(outputs).map(async ([key, value]) => {
      const secret = pulumi.Output.isInstance(value) && (await pulumi.isSecret(value));
      return secret ? [key] : [];
    }),
  );
  return { id: name, state: { name, outputs, secretOutputNames: secretOutputNames.flat() } };
}

/** Of a gRPC error, the SDK reads `details`; of others, the message. */
function refusal(message: string): Error {
  return Object.assign(new Error(message), { details: message });
}

// The SDK marks these as internal; its typings leave them out.
interface Internals<T> {
  promise(withUnknowns: true): Promise<T>;
}
const { withLocalStorage } = state as unknown as { withLocalStorage: <T>(callback: () => T) => T };

function resolved<T>(value: T): Promise<pulumi.Unwrap<T>> {
  return (pulumi.output(value) as unknown as Internals<pulumi.Unwrap<T>>).promise(true);
}

/** A failed registration, or a throw inside `apply`, rejects a promise that no one holds; what waits for it never ends. */
async function failingOnUnhandledRejections<T>(run: () => Promise<T>): Promise<T> {
  const unhandled = Promise.withResolvers<never>();
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", unhandled.reject);
  try {
    const result = await Promise.race([run(), unhandled.promise]);
    await Promise.race([turnOfTheLoop(), unhandled.promise]);
    return result;
  } finally {
    // Node reports rejections at the end of the turn in which nobody took them; one failure has several.
    await turnOfTheLoop();
    process.off("unhandledRejection", unhandled.reject);
    for (const listener of others) process.on("unhandledRejection", listener);
  }
}
