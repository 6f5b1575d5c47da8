import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startResolver } from "../../resolver/resolver.ts";
import type { Resolver } from "../../resolver/resolver.ts";
import { route53Requests } from "../../resolver/requests.ts";
import { startEmulator } from "../../sandbox/emulator.ts";
import { prepareDirectory } from "../../sandbox/paths.ts";
import { startRegionGate } from "../../sandbox/region-gate.ts";
import type { RegionGate } from "../../sandbox/region-gate.ts";
import { Balancers } from "../balancers.ts";
import { balancerControl } from "../control-plane.ts";
import { InstanceRegistry } from "../instances.ts";
import { balancerRequests } from "../serve.ts";

/** What a sandbox's supervisor owns, in this process: a test can run instances in it. */
export interface World {
  readonly gate: RegionGate;
  readonly resolver: Resolver;
  readonly instances: InstanceRegistry;
  readonly controlToken: string;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "tandem-balancers-"));
  await prepareDirectory(directory);
  const gate = await startRegionGate();
  const instances = new InstanceRegistry();
  const balancers = new Balancers(instances);
  const resolver = await startResolver({ gate: gate.endpoint, isCutOff: gate.isCutOff, balancers });
  const id = randomUUID();
  const emulator = await startEmulator({
    directory,
    id,
    gate: gate.endpoint,
    nameServers: resolver.regionalAddresses,
    path: process.env["PATH"] ?? "",
  });
  balancers.open(emulator.endpoint);
  resolver.open(emulator.endpoint);
  const controlToken = randomUUID();
  gate.open({
    session: {
      schemaVersion: 1,
      id,
      pid: process.pid,
      endpoint: gate.endpoint,
      emulatorPid: emulator.pid,
      emulatorPort: emulator.port,
      nameServer: resolver.address,
      startedAt: new Date().toISOString(),
      controlToken,
    },
    route53: route53Requests(emulator.endpoint, resolver),
    balancers: { serve: balancerRequests(balancers), control: balancerControl(emulator.endpoint, balancers) },
    hostOf: resolver.hostOf,
  });
  return {
    gate,
    resolver,
    instances,
    controlToken,
    async stop() {
      await gate.close();
      balancers.close();
      await resolver.close();
      await emulator.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
