// Owns everything that a rehearsal starts. Its parent holds an IPC channel; when that closes, for whatever reason,
// everything ends, unless the parent asked to keep it.
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { TandemError } from "@tandem/config";
import { autoScalingFronts } from "../autoscaling/fronts.ts";
import { openFleet } from "../instances/fleet.ts";
import type { Fleet } from "../instances/fleet.ts";
import { AuroraDatabases } from "../database/databases.ts";
import { gapServices } from "../gaps/services.ts";
import { Balancers } from "../load-balancer/balancers.ts";
import { balancerControl } from "../load-balancer/control-plane.ts";
import { InstanceRegistry } from "../load-balancer/instances.ts";
import { balancerRequests } from "../load-balancer/serve.ts";
import { startEmulator } from "./emulator.ts";
import type { Emulator } from "./emulator.ts";
import { rehearsalPaths } from "./paths.ts";
import { startRegionGate } from "./region-gate.ts";
import { route53Requests } from "../resolver/requests.ts";
import { startResolver } from "../resolver/resolver.ts";
import type { Resolver } from "../resolver/resolver.ts";
import { removeSession, writeSession } from "./session.ts";
import type { OwnedSession } from "./session.ts";
import { requestSchema } from "./supervisor-messages.ts";
import type { Report } from "./supervisor-messages.ts";

const [directory, id] = process.argv.slice(2);
if (directory === undefined || id === undefined) throw new Error("usage: supervisor-main.ts <directory> <id>");
const rehearsal = directory;
const sandboxId = id;

let kept = false;
let emulator: Emulator | undefined;
let resolver: Resolver | undefined;
let fleet: Fleet | undefined;
let databases: AuroraDatabases | undefined;
let stopping: Promise<void> | undefined;
const gate = await startRegionGate();
/** Whoever runs instances as processes keeps what it holds. */
const instances = new InstanceRegistry();
const balancers = new Balancers(instances);

async function start(): Promise<OwnedSession> {
  resolver = await startResolver({ gate: gate.endpoint, isCutOff: gate.isCutOff, balancers });
  const path = process.env["PATH"] ?? "";
  databases = await AuroraDatabases.start({ directory: rehearsal, path });
  emulator = await startEmulator({
    directory: rehearsal,
    id: sandboxId,
    gate: gate.endpoint,
    nameServers: resolver.regionalAddresses,
    databases: databases.network,
    path,
  });
  balancers.open(emulator.endpoint);
  resolver.open(emulator.endpoint);
  const session: OwnedSession = {
    schemaVersion: 1,
    id: sandboxId,
    pid: process.pid,
    endpoint: gate.endpoint,
    emulatorPid: emulator.pid,
    emulatorPort: emulator.port,
    nameServer: resolver.address,
    startedAt: new Date().toISOString(),
    controlToken: randomBytes(32).toString("base64url"),
  };
  // Who reads the file finds the gate already answering for it.
  const { hostOf, regionalAddresses } = resolver;
  const machines = openFleet({
    emulator: emulator.endpoint,
    network: { gate: gate.endpoint, nameServers: regionalAddresses, databases: databases.network },
    folder: rehearsalPaths(rehearsal).instances,
    path,
    targets: {
      put: ({ instanceId, region, port, inService }) => instances.put(region, instanceId, { port, inService }),
      remove: (instanceId, region) => instances.remove(region, instanceId),
    },
    report: console.error,
  });
  fleet = machines;
  const services = gapServices(emulator.endpoint, databases);
  gate.open({
    session,
    route53: route53Requests(emulator.endpoint, resolver),
    balancers: { serve: balancerRequests(balancers), control: balancerControl(emulator.endpoint, balancers) },
    services,
    databases,
    fronts: autoScalingFronts({ emulator: emulator.endpoint, gate: gate.endpoint, machines, report: console.error }),
    instances: () => machines.list(),
    onFaults: (faults) => machines.takeEffect(faults),
    hostOf,
  });
  await writeSession(rehearsal, session);
  return session;
}

/** Ends everything once; a stop that comes while it starts waits for the start, so that nothing is left behind. */
function stop(): Promise<void> {
  stopping ??= (async () => {
    await started.catch(() => undefined);
    await gate.close();
    balancers.close();
    await fleet?.close();
    await resolver?.close();
    await databases?.stop();
    await emulator?.stop();
    await rm(rehearsalPaths(rehearsal).emulator, { recursive: true, force: true });
    await removeSession(rehearsal);
  })();
  return stopping;
}

/** Ends the process: with 0 when nothing is left of it. */
function stopAndExit(): void {
  stop().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

function report(message: Report): void {
  if (process.connected) process.send?.(message);
}

process.on("SIGTERM", stopAndExit);
process.on("SIGINT", stopAndExit);
process.on("SIGHUP", stopAndExit);
process.on("disconnect", () => {
  if (!kept) stopAndExit();
});
process.on("message", (message) => {
  requestSchema.parse(message);
  kept = true;
  report({ type: "kept" });
});

const started = start();
started.then(
  (session) => report({ type: "ready", session }),
  (error: unknown) => {
    console.error(error);
    const message = error instanceof Error ? error.message : String(error);
    const known = error instanceof TandemError ? error : undefined;
    report({
      type: "failed",
      code: known?.code ?? "sandbox-start-failed",
      message,
      ...(known?.hint === undefined ? {} : { hint: known.hint }),
    });
    stopAndExit();
  },
);
