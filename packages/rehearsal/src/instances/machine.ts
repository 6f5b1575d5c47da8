import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Instance } from "../autoscaling/group.ts";
import type { FunctionNetwork } from "../sandbox/function-source.ts";
import { describeMachine, fetchService } from "./boot.ts";
import type { MachineDescription } from "./boot.ts";
import type { CredentialServer } from "./credential-server.ts";
import type { EmulatorEc2 } from "../autoscaling/ec2-reader.ts";
import { InstanceProcess } from "./instance-process.ts";
import type { ListedInstance } from "./listed.ts";
import { LogShipper } from "./log-shipper.ts";
import { InstanceLogStream } from "./log-stream.ts";
import type { InstanceRoles } from "./role-credentials.ts";
import type { InstanceTargets } from "./targets.ts";

/** What every machine of a sandbox shares. */
export interface MachineContext {
  readonly network: Pick<FunctionNetwork, "gate" | "nameServers" | "databases">;
  /** Where each machine gets a folder of its own. */
  readonly folder: string;
  readonly preload: string;
  readonly path: string;
  readonly ec2: Pick<EmulatorEc2, "version">;
  readonly roles: InstanceRoles;
  readonly credentialServer: CredentialServer;
  readonly targets: InstanceTargets;
  /** Told of what goes wrong on a machine, with its id. */
  readonly report: (error: unknown) => void;
}

/** Milliseconds between two attempts to fetch the program, as in the install script. */
const retryMs = 3000;

/** One instance's computer: boots by its user data, runs its program, ships its log, and loses both with its power. */
export class Machine {
  readonly instance: Instance;
  readonly #context: MachineContext;
  readonly #gone = new AbortController();
  /** One change after another. */
  #turn: Promise<void> = Promise.resolve();
  #wanted: "running" | "held" = "held";
  #powered: boolean;
  #description: MachineDescription | undefined;
  #process: InstanceProcess | undefined;
  #logStream: InstanceLogStream | undefined;
  #logShipper: LogShipper | undefined;
  /** Where its program listens. */
  #port: number | undefined;

  constructor(instance: Instance, powered: boolean, context: MachineContext) {
    this.instance = instance;
    this.#powered = powered;
    this.#context = context;
  }

  /** What can be seen of it. */
  view(): ListedInstance {
    return {
      instanceId: this.instance.id,
      region: this.instance.region,
      groupName: this.instance.groupName,
      port: this.#port ?? null,
      pid: this.#process?.pid ?? null,
      restarts: this.#process?.restarts ?? 0,
      roleArn: this.#description?.credentials.roleArn ?? null,
      accessKeys: [...(this.#description?.credentials.accessKeys ?? [])],
      terminated: this.#gone.signal.aborted,
    };
  }

  /** Runs the program, or holds it back; boots the machine first where it has not. Returns after the first attempt. */
  become(wanted: "running" | "held"): Promise<void> {
    return this.#next(async () => {
      const ran = this.#wanted === "running";
      this.#wanted = wanted;
      if (ran && wanted === "held") await this.#end();
      await this.#bringUp();
    });
  }

  /** Ends it for good; nothing of it is left. */
  terminate(): Promise<void> {
    this.#gone.abort();
    return this.#next(async () => {
      await this.#end();
      this.#logStream?.close();
      this.#context.targets.remove(this.instance.id, this.instance.region);
      this.#context.credentialServer.forget(this.instance.id);
      await rm(this.#folder, { recursive: true, force: true });
    });
  }

  /** Cuts its power, or gives it back: it boots and its program runs again, or is held, as before. */
  power(on: boolean): void {
    if (this.#powered === on) return;
    this.#powered = on;
    if (on) {
      this.#next(() => this.#bringUp()).catch(this.#context.report);
    } else {
      this.#process?.cut();
      this.#logShipper?.stop();
    }
  }

  get #folder(): string {
    return join(this.#context.folder, this.instance.id);
  }

  #next(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the program, and ships what it wrote. */
  async #end(): Promise<void> {
    await this.#process?.end();
    if (this.#powered) await this.#logShipper?.end();
  }

  /** Boots and runs as far as it can; what fails is tried again while the machine is there. */
  async #bringUp(): Promise<void> {
    if (!this.#powered || this.#gone.signal.aborted) return;
    try {
      this.#process ??= await this.#boot();
      if (this.#wanted === "running") {
        await this.#process.run();
        if (this.#powered) this.#logShipper?.start();
      } else {
        await this.#process.hold();
      }
    } catch (error) {
      if (this.#gone.signal.aborted) return;
      this.#context.report(new Error(`instance ${this.instance.id} does not come up`, { cause: error }));
      const retry = async (): Promise<void> => {
        await sleep(retryMs, undefined, { signal: this.#gone.signal, ref: false });
        await this.#next(() => this.#bringUp());
      };
      // Ended with the machine.
      retry().catch(() => undefined);
    }
  }

  async #boot(): Promise<InstanceProcess> {
    const { network, path, preload, report, roles, ec2, credentialServer } = this.#context;
    const { id, region } = this.instance;
    await mkdir(this.#folder, { recursive: true });
    this.#description ??= await describeMachine(this.instance, ec2, roles);
    const { userData, credentials } = this.#description;
    const place = { gate: network.gate, region, folder: this.#folder, signal: this.#gone.signal };
    const { program, environment } = await fetchService(this.#description, place);
    const log = join(this.#folder, "service.log");
    this.#shipLog(log, this.#description);
    return new InstanceProcess({
      program,
      preload,
      folder: this.#folder,
      log,
      environment: {
        ...environment,
        PATH: path,
        HOME: this.#folder,
        TMPDIR: this.#folder,
        AWS_ENDPOINT_URL: network.gate,
        ...credentialServer.variablesFor(id, credentials),
      },
      place: { ...network, region },
      onPort: (port) => this.#tell(port),
      restartSeconds: userData.service.restartSeconds,
      report,
    });
  }

  /** Ships the log as the agent would that the user data configures. */
  #shipLog(file: string, { userData, credentials }: MachineDescription): void {
    const { network, report } = this.#context;
    const { id: instanceId, region } = this.instance;
    const { logGroup, agent } = userData;
    const stream = new InstanceLogStream({ gate: network.gate, region, logGroup, instanceId, credentials });
    this.#logStream = stream;
    this.#logShipper = new LogShipper({
      file,
      flushSeconds: agent.flushSeconds,
      put: (lines) => stream.put(lines),
      report: (cause) => report(new Error(`the log of instance ${instanceId} does not arrive`, { cause })),
    });
  }

  #tell(port: number | undefined): void {
    const { id: instanceId, region } = this.instance;
    const last = port ?? this.#port;
    this.#port = port;
    if (last !== undefined)
      this.#context.targets.put({ instanceId, region, port: last, inService: port !== undefined });
  }
}
