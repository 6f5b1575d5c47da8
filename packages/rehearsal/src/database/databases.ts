import { CreateDBClusterSnapshotCommand, SwitchoverGlobalClusterCommand } from "@aws-sdk/client-rds";
import { lostTailPrefix } from "@tandem/config/lost-tail";
import type { DatabaseState, Fault } from "@tandem/orchestrator/ports";
import { Rds, readAurora } from "./aurora.ts";
import type { AuroraMember } from "./aurora.ts";
import { createAuthority } from "./certificate.ts";
import { EndpointNames } from "./endpoint-names.ts";
import { FollowedDatabase } from "./followed-database.ts";
import { startFront } from "./front.ts";
import type { DatabaseFront } from "./front.ts";
import type { GlobalView } from "./global-answers.ts";
import type { DatabaseNetwork, Destination } from "./greeting.ts";
import { LagMetrics } from "./lag-metrics.ts";
import { lodge } from "./lodging.ts";
import type { Lodging } from "./lodging.ts";
import { FailingPromotions, reachesDatabase } from "./reach.ts";
import type { Master } from "./roles.ts";
import type { MoveEvent, Surroundings } from "./surroundings.ts";

export interface DatabasesOptions {
  /** The rehearsal's directory, made by `prepareDirectory`. */
  readonly directory: string;
  readonly path: string;
}

/** What the databases ask of the emulator that they follow. */
export interface Followed {
  /** `http://127.0.0.1:<port>` */
  readonly emulator: string;
  /** Tells who has subscribed to RDS's events. */
  readonly announce: (event: MoveEvent) => Promise<void>;
}

/**
 * Real PostgreSQL behind the Aurora global databases of an emulator. Nothing runs until there is the first one; what was
 * started ends with this process.
 */
export class AuroraDatabases {
  /** Names of the clusters' endpoints. */
  readonly names = new EndpointNames();
  readonly #options: DatabasesOptions;
  readonly #front: DatabaseFront;
  readonly #authority = createAuthority();
  readonly #failing = new FailingPromotions();
  readonly #masters = new Map<string, Master>();
  readonly #databases = new Map<string, FollowedDatabase>();
  #faults: readonly Fault[] = [];
  #followed: (Followed & { readonly rds: Rds; readonly metrics: LagMetrics }) | undefined;
  #lodging: Promise<Lodging> | undefined;
  #settled: Promise<void> = Promise.resolve();

  private constructor(options: DatabasesOptions, front: DatabaseFront) {
    this.#options = options;
    this.#front = front;
  }

  static async start(options: DatabasesOptions): Promise<AuroraDatabases> {
    // Nobody knows the front's address before this returns.
    const front = await startFront((destination) => databases.route(destination));
    const databases = new AuroraDatabases(options, front);
    return databases;
  }

  /** How processes of the rehearsal reach the databases. */
  get network(): DatabaseNetwork {
    return { front: this.#front.address, authority: this.#authority.certificate };
  }

  /** Follows this emulator from now on. */
  follow(followed: Followed): void {
    const metrics = new LagMetrics(followed.emulator, async () => {
      const measured = [...this.#databases.values()].map((database) => database.measure());
      return (await Promise.all(measured)).flat();
    });
    this.#followed = { ...followed, metrics, rds: new Rds(followed.emulator) };
  }

  /** Puts these faults in place of those that there were. */
  takeEffect(faults: readonly Fault[]): void {
    this.#faults = faults;
    this.#failing.takeEffect(faults);
    this.#front.reset(({ source, host }) => !this.#isReached(source, host));
    for (const database of this.#databases.values()) database.takeEffect();
  }

  get faults(): readonly Fault[] {
    return this.#faults;
  }

  /** A place for databases. @throws TandemError where PostgreSQL cannot run on this machine */
  lodging(): Promise<Lodging> {
    this.#lodging ??= lodge(this.#options.directory, this.#options.path);
    return this.#lodging;
  }

  /** Keeps what a cluster was made with; it is told to nobody. */
  keepMaster(arn: string, master: Master): void {
    this.#masters.set(arn, master);
  }

  /** Takes over a new password of a cluster's master user. */
  async changePassword(arn: string, password: string): Promise<void> {
    const master = this.#masters.get(arn);
    if (master !== undefined) this.#masters.set(arn, { ...master, password });
    await this.ofMember(arn)?.changePassword(password);
  }

  /** Makes the databases those that the emulator has members for; returns when they are. */
  settle(): Promise<void> {
    const next = this.#settled.catch(() => undefined).then(() => this.#settle());
    this.#settled = next;
    // Who asks for it next learns of a failure.
    next.catch(() => undefined);
    return next;
  }

  /** The database of a global cluster, by its identifier. */
  ofGlobal(id: string): FollowedDatabase | undefined {
    return [...this.#databases.values()].find((database) => database.id === id);
  }

  /** The database that a cluster is a member of, by its ARN. */
  ofMember(arn: string): FollowedDatabase | undefined {
    return [...this.#databases.values()].find((database) => database.holds(arn));
  }

  get views(): readonly GlobalView[] {
    return [...this.#databases.values()].map(({ view }) => view);
  }

  report(): Promise<DatabaseState[]> {
    return Promise.all([...this.#databases.values()].map((database) => database.report()));
  }

  /** Has the emulator name another member of a global cluster as its writer. */
  async nameWriter(id: string, arn: string): Promise<void> {
    const move = { GlobalClusterIdentifier: id, TargetDbClusterIdentifier: arn };
    await this.#emulator.rds.in(regionOf(arn)).send(new SwitchoverGlobalClusterCommand(move));
    await this.settle();
  }

  /** The port to which a connection is passed on; undefined where it gets nowhere. */
  async route({ source, host }: Destination): Promise<number | undefined> {
    if (!this.#isReached(source, host)) return undefined;
    await this.#settled.catch(() => undefined);
    const arn = this.names.clusterAt(host) ?? "";
    const port = this.ofMember(arn)?.port(regionOf(arn));
    // Meanwhile a fault may have begun.
    return this.#isReached(source, host) ? port : undefined;
  }

  async stop(): Promise<void> {
    this.#followed?.metrics.stop();
    await this.#front.close();
    await this.#settled.catch(() => undefined);
    await Promise.all([...this.#databases.values()].map((database) => database.stop()));
    await (await this.#lodging?.catch(() => undefined))?.leave();
  }

  get #emulator() {
    if (this.#followed === undefined) throw new Error("there is no emulator to follow yet");
    return this.#followed;
  }

  #isReached(source: string, host: string): boolean {
    const arn = this.names.clusterAt(host);
    return arn !== undefined && reachesDatabase(this.#faults, source, regionOf(arn));
  }

  async #settle(): Promise<void> {
    const globals = await readAurora(this.#emulator.rds);
    for (const [id, database] of this.#databases) {
      if (globals.some(({ resourceId }) => resourceId === id)) continue;
      this.#databases.delete(id);
      await database.stop({ remove: true });
    }
    for (const global of globals) {
      const database = this.#databases.get(global.resourceId) ?? new FollowedDatabase(global, this.#surroundings());
      this.#databases.set(global.resourceId, database);
      await database.settle(global);
      if (global.members.length > 1) this.#emulator.metrics.begin();
    }
  }

  #surroundings(): Surroundings {
    return {
      lodging: () => this.lodging(),
      authority: this.#authority,
      failing: this.#failing,
      faults: () => this.#faults,
      endpointsOf: (arn) => this.names.of(arn),
      masterOf: (arn) => this.#masters.get(arn),
      reset: (region) => this.#front.reset(({ host }) => regionOf(this.names.clusterAt(host) ?? "") === region),
      nameWriter: (id, arn) => this.nameWriter(id, arn),
      keepSnapshot: (member) => this.#keepSnapshot(member),
      announce: (event) => this.#emulator.announce(event),
    };
  }

  /** Under the name that AWS gives; there it is an automated one. */
  async #keepSnapshot({ region, cluster }: AuroraMember): Promise<string> {
    const time = new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, "-");
    const name = `${lostTailPrefix}${cluster}-${time}`;
    const snapshot = { DBClusterIdentifier: cluster, DBClusterSnapshotIdentifier: name };
    await this.#emulator.rds.in(region).send(new CreateDBClusterSnapshotCommand(snapshot));
    return name;
  }
}

/** `arn:aws:rds:<region>:<account>:cluster:<cluster>` */
function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}
