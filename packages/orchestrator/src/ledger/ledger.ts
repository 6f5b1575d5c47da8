import { isDeepStrictEqual } from "node:util";
import { TandemError } from "@tandem/config";
import { parseJson } from "../parse-json.ts";
import type { StateStore } from "../ports.ts";
import { ledgerSchema } from "./schema.ts";
import type { Ledger, LayerEntry, RunEntry } from "./schema.ts";

/** How many runs are remembered. */
const RUNS_KEPT = 20;

/** Where an environment's ledger is in its store. */
function ledgerKey(environment: string): string {
  return `${environment}/ledger.json`;
}

/**
 * The ledger and its revision in the store; undefined before the first run.
 * @throws TandemError `ledger-unreadable` when it is not one that this version reads
 */
export async function readLedger(
  store: Pick<StateStore, "read" | "url">,
  environment: string,
): Promise<{ readonly ledger: Ledger; readonly revision: string } | undefined> {
  const stored = await store.read(ledgerKey(environment));
  if (stored === undefined) return undefined;
  const parsed = ledgerSchema.safeParse(parseJson(stored.text));
  if (parsed.success) return { ledger: parsed.data, revision: stored.revision };
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join(".") || "document"}: ${message}`);
  throw new TandemError(
    "ledger-unreadable",
    `the run ledger of ${environment} in ${store.url} is not one that this version reads\n${problems.join("\n")}`,
    { hint: "update this checkout, or remove the ledger: the next `tandem up` then runs every layer again" },
  );
}

/** An environment's ledger, open for writing by the holder of its rollout lock. */
export class LedgerBook {
  readonly #store: Pick<StateStore, "read" | "write" | "remove" | "url">;
  #ledger: Ledger;
  #revision: string | undefined;
  #writing: Promise<void> = Promise.resolve();
  readonly #waiting: ((ledger: Ledger) => Ledger)[] = [];
  /** The write that takes what waits; undefined while nothing does. */
  #next: Promise<void> | undefined;

  private constructor(
    store: Pick<StateStore, "read" | "write" | "remove" | "url">,
    ledger: Ledger,
    revision: string | undefined,
  ) {
    this.#store = store;
    this.#ledger = ledger;
    this.#revision = revision;
  }

  static async open(
    store: Pick<StateStore, "read" | "write" | "remove" | "url">,
    environment: string,
  ): Promise<LedgerBook> {
    const found = await readLedger(store, environment);
    const empty: Ledger = { schemaVersion: 1, environment, topology: null, layers: {}, runs: [] };
    return new LedgerBook(store, found?.ledger ?? empty, found?.revision);
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /** Notes how a layer's operation ended. */
  noteLayer(layer: string, entry: LayerEntry): Promise<void> {
    return this.#change((ledger) => ({ ...ledger, layers: { ...ledger.layers, [layer]: entry } }));
  }

  async noteTopology(topology: Ledger["topology"]): Promise<void> {
    if (isDeepStrictEqual(topology, this.#ledger.topology)) return;
    await this.#change((ledger) => ({ ...ledger, topology }));
  }

  /** Notes how a run stands: again under the same name replaces it. */
  noteRun(entry: RunEntry): Promise<void> {
    return this.#change((ledger) => ({
      ...ledger,
      runs: [...ledger.runs.filter(({ run }) => run !== entry.run), entry].slice(-RUNS_KEPT),
    }));
  }

  /** Forgets everything: nothing is left of the environment. */
  async remove(): Promise<void> {
    await this.#writing;
    await this.#store.remove(ledgerKey(this.#ledger.environment));
    this.#revision = undefined;
  }

  /** Forgets a layer that is gone. */
  forgetLayer(layer: string): Promise<void> {
    return this.#change((ledger) => {
      const { [layer]: _, ...layers } = ledger.layers;
      return { ...ledger, layers };
    });
  }

  /** One write after the other; changes that come while one is on its way are in the next. @throws TandemError `ledger-changed` */
  #change(change: (ledger: Ledger) => Ledger): Promise<void> {
    this.#waiting.push(change);
    if (this.#next !== undefined) return this.#next;
    const written = this.#writing.then(() => this.#write());
    this.#next = written;
    // The next write is not stopped by this one's failure, which its own callers get.
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** Writes every waiting change on the revision of the last write. */
  async #write(): Promise<void> {
    const changes = this.#waiting.splice(0);
    this.#next = undefined;
    const { environment } = this.#ledger;
    const next = changes.reduce((ledger, change) => change(ledger), this.#ledger);
    const text = `${JSON.stringify(next, null, 2)}\n`;
    const revision = await this.#store.write(ledgerKey(environment), text, this.#revision);
    if (revision === undefined) {
      throw new TandemError(
        "ledger-changed",
        `somebody else wrote the run ledger of ${environment} in ${this.#store.url} during this run`,
        { kind: "deploy", hint: `tandem up ${environment}` },
      );
    }
    this.#ledger = next;
    this.#revision = revision;
  }
}
