import { mkdir } from "node:fs/promises";
import type { Fault } from "@tandem/orchestrator/ports";
import { EmulatorEc2 } from "../autoscaling/ec2-reader.ts";
import type { Instance } from "../autoscaling/group.ts";
import type { Machines } from "../autoscaling/machines.ts";
import { startCredentialServer } from "./credential-server.ts";
import type { ListedInstance } from "./listed.ts";
import { Machine } from "./machine.ts";
import type { MachineContext } from "./machine.ts";
import { writePreload } from "./preload.ts";
import { InstanceRoles } from "./role-credentials.ts";

export interface FleetOptions extends Pick<MachineContext, "network" | "folder" | "path" | "targets" | "report"> {
  /** `http://127.0.0.1:<port>` */
  readonly emulator: string;
}

/** The instances of a sandbox's Auto Scaling groups, each a process of this machine. */
export interface Fleet extends Machines {
  /** What there is and was, for who asks at the gate; the last ones to be ended stand last. */
  list(): readonly ListedInstance[];
  /** A region that goes dark takes the power from its machines, and gives it back when it is light again. */
  takeEffect(faults: readonly Fault[]): void;
  /** Ends every machine. */
  close(): Promise<void>;
}

/** Nothing is made before the first instance: most environments have none. */
export function openFleet({ emulator, ...options }: FleetOptions): Fleet {
  const machines = new Map<string, Machine>();
  const ended: ListedInstance[] = [];
  /** Instances that were told to go before their machines were there. */
  const going = new Set<string>();
  let faults: readonly Fault[] = [];
  let context: Promise<MachineContext> | undefined;
  const isDark = (region: string) => faults.some((fault) => fault.kind === "dark" && fault.region === region);

  const prepare = async (): Promise<MachineContext> => {
    await mkdir(options.folder, { recursive: true });
    return {
      ...options,
      preload: writePreload(options.folder),
      ec2: new EmulatorEc2(emulator),
      roles: new InstanceRoles(emulator),
      credentialServer: await startCredentialServer(options.report),
    };
  };
  const existing = (instance: Instance): Machine => {
    const machine = machines.get(instance.id);
    if (machine === undefined) throw new Error(`there is no machine of instance ${instance.id}`);
    return machine;
  };

  return {
    async launch(instance, held) {
      context ??= prepare();
      const shared = await context;
      if (going.delete(instance.id)) return;
      const machine = new Machine(instance, !isDark(instance.region), shared);
      machines.set(instance.id, machine);
      await machine.become(held ? "held" : "running");
    },
    start: (instance) => existing(instance).become("running"),
    stop: (instance) => existing(instance).become("held"),
    async terminate(instance) {
      const machine = machines.get(instance.id);
      if (machine === undefined) {
        going.add(instance.id);
        return;
      }
      await machine.terminate();
      if (machines.delete(instance.id)) ended.push({ ...machine.view(), pid: null, port: null });
    },
    list: () => [...[...machines.values()].map((machine) => machine.view()), ...ended],
    takeEffect(taken) {
      faults = taken;
      for (const machine of machines.values()) machine.power(!isDark(machine.instance.region));
    },
    async close() {
      const all = [...machines.values()];
      machines.clear();
      await Promise.all(all.map((machine) => machine.terminate()));
      await (await context)?.credentialServer.close();
    },
  };
}
