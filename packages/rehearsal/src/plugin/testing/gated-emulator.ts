import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { autoScalingFronts } from "../../autoscaling/fronts.ts";
import type { Machines } from "../../autoscaling/machines.ts";
import { startEmulator } from "../../sandbox/emulator.ts";
import type { Emulator } from "../../sandbox/emulator.ts";
import { rehearsalCredentials } from "../../sandbox/environment.ts";
import { prepareDirectory } from "../../sandbox/paths.ts";
import { startRegionGate } from "../../sandbox/region-gate.ts";
import type { RegionGate } from "../../sandbox/region-gate.ts";
import { contextIn } from "../clients.ts";
import type { ClientType } from "../clients.ts";
import type { CallContext } from "../entry.ts";
import { accountId } from "./emulator.ts";
import type { TestEmulator } from "./emulator.ts";

/** Machines that do everything at once. */
const instantly: Machines = {
  launch: () => Promise.resolve(),
  start: () => Promise.resolve(),
  stop: () => Promise.resolve(),
  terminate: () => Promise.resolve(),
};

/** A real MiniStack behind a region gate with Auto Scaling, for one file of tests. Its instances are names alone. */
export function useGatedEmulator(machines: Machines = instantly): TestEmulator & {
  /** Throws what has failed since, after the call that caused it was answered. */
  refuseFailures(): void;
} {
  const failures: unknown[] = [];
  let directory: string | undefined;
  let emulator: Emulator | undefined;
  let gate: RegionGate | undefined;
  let shared: CallContext | undefined;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "tandem-gated-"));
    await prepareDirectory(directory);
    gate = await startRegionGate();
    const id = randomUUID();
    emulator = await startEmulator({ directory, id, gate: gate.endpoint, path: process.env["PATH"] ?? "" });
    gate.open({
      session: {
        schemaVersion: 1,
        id,
        pid: process.pid,
        endpoint: gate.endpoint,
        emulatorPid: emulator.pid,
        emulatorPort: emulator.port,
        nameServer: "127.0.0.1:9",
        startedAt: new Date().toISOString(),
        controlToken: randomBytes(8).toString("hex"),
      },
      route53: () => Promise.reject(new Error("no test of this file asks Route 53")),
      fronts: autoScalingFronts({
        emulator: emulator.endpoint,
        gate: gate.endpoint,
        machines,
        report: (error) => failures.push(error),
      }),
      hostOf: (host) => host,
    });
  });
  afterAll(async () => {
    await gate?.close();
    await emulator?.stop();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  const endpoint = () => {
    if (gate === undefined) throw new Error("the gate is not started yet: ask for it inside a test or a hook");
    return gate.endpoint;
  };
  const newContext = (region: string) =>
    contextIn(accountId, { region, endpoint: endpoint(), credentials: rehearsalCredentials });
  return {
    refuseFailures() {
      const failed = failures.splice(0);
      if (failed.length > 0) throw new AggregateError(failed, "something failed after its call was answered");
    },
    get endpoint() {
      return endpoint();
    },
    context(region) {
      shared ??= newContext(region);
      return shared.inRegion(region);
    },
    client: <C>(type: ClientType<C>, region: string) => newContext(region).client(type),
  };
}
