import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "@tandem/orchestrator/ports";
import { afterAll, beforeAll } from "vitest";
import { startEmulator } from "../../sandbox/emulator.ts";
import type { Emulator } from "../../sandbox/emulator.ts";
import { rehearsalCredentials } from "../../sandbox/environment.ts";
import { prepareDirectory } from "../../sandbox/paths.ts";
import { startSandbox } from "../../sandbox/sandbox.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";
import { contextIn } from "../clients.ts";
import type { ClientType } from "../clients.ts";
import type { CallContext } from "../entry.ts";

/** The account that MiniStack's dummy credentials belong to. */
export const accountId = "000000000000";

/** Nothing listens there: the functions of catalogue tests are never called, and so call nothing. */
const noGate = "http://127.0.0.1:9";

/** A real MiniStack with IAM enforced, started before the file's first test and gone after its last. */
export interface TestEmulator {
  /** `http://127.0.0.1:<port>`; only known inside tests and hooks. */
  readonly endpoint: string;
  /** What an entry's calls run with. */
  context(region: string): CallContext;
  /** A new client that shares nothing with those of `context`, to look at what the entry did. */
  client<C>(type: ClientType<C>, region: string): C;
}

/** One that can be told of faults, where the gate stands in front. */
export interface FaultyEmulator extends TestEmulator {
  /** Puts these faults in place of those that there are. */
  setFaults(faults: readonly Fault[]): Promise<void>;
}

/**
 * Call it once at the top of a file of tests.
 * @param options.behindGate the region gate stands in front, which adds what MiniStack lacks. @default false
 */
export function useEmulator({ behindGate = false }: { readonly behindGate?: boolean } = {}): FaultyEmulator {
  let directory: string | undefined;
  let emulator: (Pick<Emulator, "endpoint" | "stop"> & Partial<Pick<Sandbox, "setFaults">>) | undefined;
  let shared: CallContext | undefined;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "tandem-emulator-"));
    const id = randomUUID();
    if (behindGate) {
      emulator = await startSandbox({ directory, id });
      return;
    }
    await prepareDirectory(directory);
    emulator = await startEmulator({ directory, id, gate: noGate, path: process.env["PATH"] ?? "" });
  });
  afterAll(async () => {
    await emulator?.stop();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  const endpoint = () => {
    if (emulator === undefined) throw new Error("the emulator is not started yet: ask for it inside a test or a hook");
    return emulator.endpoint;
  };
  const newContext = (region: string) =>
    contextIn(accountId, { region, endpoint: endpoint(), credentials: rehearsalCredentials });
  return {
    get endpoint() {
      return endpoint();
    },
    context(region) {
      shared ??= newContext(region);
      return shared.inRegion(region);
    },
    async setFaults(faults) {
      if (emulator?.setFaults === undefined) throw new Error("no gate stands in front of the emulator");
      await emulator.setFaults(faults);
    },
    client: (type, region) => newContext(region).client(type),
  };
}
