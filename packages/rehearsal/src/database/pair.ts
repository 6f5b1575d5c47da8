import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import type { Client } from "pg";
import { waitUntil } from "../sandbox/process-group.ts";
import type { Authority, Certificate } from "./certificate.ts";
import { fenceWriter, isStandby, unfenceWriter } from "./fence.ts";
import { startLink } from "./link.ts";
import type { Passage, ReplicationLink } from "./link.ts";
import type { Lodging } from "./lodging.ts";
import { becomeStandby, copyMember, keepFor, memberFiles, slotOf, startMember, writeOwned } from "./member.ts";
import type { MemberFiles, Upstream } from "./member.ts";
import { isStreaming, lagBehind, writerPosition } from "./positions.ts";
import type { Lag } from "./positions.ts";
import { changePassword, createRoles } from "./roles.ts";
import type { Master } from "./roles.ts";
import { initialize } from "./server.ts";
import type { DatabaseServer } from "./server.ts";
import { superuser, withSession } from "./sessions.ts";
import type { Access } from "./sessions.ts";
import { onlyIn } from "./tail.ts";

/** What a pair is started with. */
export interface PairOptions {
  readonly lodging: Lodging;
  readonly authority: Authority;
  /** Names its files; letters, digits and hyphens. */
  readonly name: string;
  /** The region of its first writer. */
  readonly region: string;
  /** Host names under which clients ask for that writer. */
  readonly hosts: readonly string[];
  readonly master: Master;
}

interface Member {
  readonly region: string;
  readonly files: MemberFiles;
  readonly certificate: Certificate;
  readonly link: ReplicationLink;
  server: DatabaseServer | undefined;
}

/** How long a standby may take to be connected, and to have what the writer had when a switchover began. */
const catchUpMs = 30_000;

/**
 * One database in several regions: a writer, and standbys that follow it asynchronously, as the members of an Aurora global
 * database do. Each step is bounded, may be repeated, and waits for the one before it.
 */
export class DatabasePair {
  readonly #options: Omit<PairOptions, "master">;
  readonly #passwords = { superuser: newPassword(), replicator: newPassword() };
  readonly #members = new Map<string, Member>();
  #master: Master;
  #writer: string;
  #last: Promise<unknown> = Promise.resolve();

  private constructor({ master, ...options }: PairOptions) {
    this.#options = options;
    this.#master = master;
    this.#writer = options.region;
  }

  /** Starts one with a writer alone. */
  static async start(options: PairOptions): Promise<DatabasePair> {
    const pair = new DatabasePair(options);
    const { lodging, region, hosts, master } = options;
    const member = await pair.#newMember(region, hosts);
    const passwordFile = `${member.files.data}.password`;
    try {
      await writeOwned(lodging, passwordFile, pair.#passwords.superuser);
      await initialize(lodging, member.files.data, { superuser, passwordFile });
      member.server = await startMember(lodging, member.files, member.certificate);
      await pair.#session(region, (session) => createRoles(session, master, pair.#passwords.replicator));
    } catch (error) {
      await pair.stop();
      throw error;
    } finally {
      await rm(passwordFile, { force: true });
    }
    return pair;
  }

  /** The region whose database takes writes, unless it is fenced. */
  get writer(): string {
    return this.#writer;
  }

  get regions(): readonly string[] {
    return [...this.#members.keys()];
  }

  get master(): Master {
    return this.#master;
  }

  /** The port of a region's database on 127.0.0.1; undefined where none runs. */
  port(region: string): number | undefined {
    return this.#members.get(region)?.server?.port;
  }

  /** Process ids of the databases that run. */
  get pids(): readonly number[] {
    return [...this.#members.values()].flatMap(({ server }) => (server === undefined ? [] : [server.pid]));
  }

  /** Starts a standby of the writer's in another region, and returns when it follows. */
  addStandby(region: string, hosts: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#members.has(region)) await this.#newMember(region, hosts);
      await this.#follow(region);
    });
  }

  /** How replication to a standby gets on from now on. */
  setPassage(region: string, passage: Passage): void {
    this.#members.get(region)?.link.setPassage(passage);
  }

  /** Makes a region's database the writer, with all that has arrived there. The writer until then is left alone. */
  promote(region: string): Promise<void> {
    return this.#inTurn(() => this.#promote(region));
  }

  /** Has a region's database take no more writes. */
  fence(region: string): Promise<void> {
    return this.#inTurn(() => fenceWriter(this.#access(region)));
  }

  /** Lets a fenced writer take writes again. */
  unfence(region: string): Promise<void> {
    return this.#inTurn(() => unfenceWriter(this.#access(region)));
  }

  /**
   * Makes a standby the writer and the writer its standby, without a loss: the writer becomes read-only, and the standby has
   * all before it takes over.
   * @param limitMs For how long writes are refused at most while the standby catches up. @default 30 s
   * @throws Error when the standby does not get everything by then; the roles are as before
   */
  switchOver(to: string, limitMs: number = catchUpMs): Promise<void> {
    return this.#inTurn(async () => {
      const from = this.#writer;
      if (from === to) return;
      await fenceWriter(this.#access(from));
      try {
        await this.#awaitReplay(from, to, limitMs);
      } catch (error) {
        await unfenceWriter(this.#access(from));
        throw error;
      }
      const old = this.#member(from);
      await old.server?.stop("fast");
      old.server = undefined;
      try {
        await this.#promote(to);
      } catch (error) {
        old.server = await startMember(this.#options.lodging, old.files, old.certificate);
        await unfenceWriter(this.#access(from));
        throw error;
      }
      const upstream = this.#upstream(old);
      await becomeStandby(this.#options.lodging, old.files, upstream);
      await this.#session(to, (session) => keepFor(session, upstream.slot));
      old.server = await startMember(this.#options.lodging, old.files, old.certificate);
      await this.#follow(from);
    });
  }

  /** Ids of the ledger that only this region's database has, and the writer has not. */
  tail(region: string): Promise<readonly string[]> {
    return this.#inTurn(() =>
      onlyIn(this.#access(region), this.#access(this.#writer), this.#master.database ?? "postgres"),
    );
  }

  /** Makes a region's database a standby of today's writer, with the writer's data in place of its own where they differ. */
  rebuildAsStandby(region: string): Promise<void> {
    return this.#inTurn(() => this.#follow(region));
  }

  /** How far a standby is behind the writer. */
  async lag(region: string): Promise<Lag> {
    const position = await this.#session(this.#writer, writerPosition);
    return this.#session(region, (session) => lagBehind(session, position));
  }

  /** Takes over a new password of the master user's; standbys get it as they get everything. */
  changePassword(password: string): Promise<void> {
    return this.#inTurn(async () => {
      const master = { ...this.#master, password };
      await this.#session(this.#writer, (session) => changePassword(session, master));
      this.#master = master;
    });
  }

  /** Ends a region's database and removes it. */
  remove(region: string): Promise<void> {
    return this.#inTurn(async () => {
      const member = this.#members.get(region);
      if (member === undefined) return;
      this.#members.delete(region);
      await end(member);
      await rm(member.files.data, { recursive: true, force: true });
    });
  }

  /** Ends every database. */
  async stop(): Promise<void> {
    await this.#last;
    await Promise.all([...this.#members.values()].map(end));
  }

  async #newMember(region: string, hosts: readonly string[]): Promise<Member> {
    const { lodging, name, authority } = this.#options;
    const member: Member = {
      region,
      files: memberFiles(lodging, name, region),
      certificate: authority.issue(hosts),
      link: await startLink(() => (this.#writer === region ? undefined : this.port(this.#writer))),
      server: undefined,
    };
    this.#members.set(region, member);
    return member;
  }

  async #promote(region: string): Promise<void> {
    await this.#session(region, async (session) => {
      if (!(await isStandby(session))) return;
      const { rows } = await session.query<{ done: boolean }>("SELECT pg_promote(true, 25) AS done");
      if (rows[0]?.done !== true) throw new Error(`the database in ${region} was not promoted within 25 s`);
    });
    this.#writer = region;
  }

  /** Has a member follow the writer: as it is, if it does within a second or two, else from a copy. */
  async #follow(region: string): Promise<void> {
    const member = this.#member(region);
    const upstream = this.#upstream(member);
    const follows = () => this.#session(this.#writer, (session) => isStreaming(session, upstream.slot));
    if (member.server !== undefined) {
      const standby = await this.#session(region, isStandby);
      if (standby && (await waitUntil(2000, follows))) return;
      await member.server.stop("immediate");
      member.server = undefined;
    }
    const { lodging } = this.#options;
    const { data } = this.#member(this.#writer).files;
    await this.#session(this.#writer, (session) => copyMember(lodging, { session, data }, member.files, upstream));
    member.server = await startMember(lodging, member.files, member.certificate);
    if (!(await waitUntil(catchUpMs, follows))) throw new Error(`the database in ${region} does not follow the writer`);
  }

  async #awaitReplay(from: string, to: string, limitMs: number): Promise<void> {
    const position = await this.#session(from, writerPosition);
    const has = () => this.#session(to, async (session) => (await lagBehind(session, position)).bytes === 0);
    if (!(await waitUntil(limitMs, has))) throw new Error(`the database in ${to} did not catch up with the writer`);
  }

  #upstream({ region, link }: Member): Upstream {
    return { port: link.port, password: this.#passwords.replicator, slot: slotOf(region) };
  }

  #member(region: string): Member {
    const member = this.#members.get(region);
    if (member === undefined) throw new Error(`there is no database in ${region}`);
    return member;
  }

  #access(region: string): Access {
    const { server } = this.#member(region);
    if (server === undefined) throw new Error(`the database in ${region} does not run`);
    return {
      port: server.port,
      password: this.#passwords.superuser,
      authority: this.#options.authority.certificate,
    };
  }

  #session<T>(region: string, work: (session: Client) => Promise<T>): Promise<T> {
    return withSession(this.#access(region), work);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

async function end(member: Member): Promise<void> {
  await member.server?.stop("immediate");
  member.server = undefined;
  await member.link.close();
}

function newPassword(): string {
  return randomBytes(24).toString("base64url");
}
