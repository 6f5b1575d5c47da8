import { statSync } from "node:fs";
import { join } from "node:path";
import { buildHandler, packageRoot } from "./build.ts";
import { checkBudget } from "./budget.ts";
import { isCurrent, recordMade } from "./made.ts";
import { writeOnly } from "./write.ts";

interface Entry {
  readonly path: string;
  /** Whether `pg` is in it, which is CommonJS. */
  readonly isMixed?: boolean;
  /** @default the budget of all */
  readonly budgetBytes?: number;
}

/**
 * Of what speaks to a database over DynamoDB, S3 and Secrets Manager: `pg` adds 80 kB, which a profile without a database
 * does not carry.
 */
const databaseBudgetBytes = 700_000;

/** Of a controller that knows RDS, Auto Scaling and Lambda as well, in both regions. */
const databaseControllerBudgetBytes = 850_000;

const entries = {
  transaction: { path: "src/transaction/handler.ts" },
  heartbeat: { path: "src/heartbeat/handler.ts" },
  controller: { path: "src/controller/handler.ts" },
  latch: { path: "src/latch/handler.ts" },
  "controller-database": { path: "src/controller-database/handler.ts", budgetBytes: databaseControllerBudgetBytes },
  "heartbeat-postgres": { path: "src/heartbeat-postgres/handler.ts", isMixed: true },
  "lag-reader": { path: "src/lag-reader/handler.ts", isMixed: true },
  "ledger-postgres": { path: "src/ledger-postgres/handler.ts", isMixed: true, budgetBytes: databaseBudgetBytes },
  "ledger-server": { path: "src/ledger-server/main.ts", isMixed: true, budgetBytes: databaseBudgetBytes },
} as const satisfies Readonly<Record<string, Entry>>;

/** The handlers that can be bundled. */
export type BundleName = keyof typeof entries;

/** A handler as a Lambda function takes it, or a program as an instance does. */
export interface HandlerBundle {
  /** Folder with exactly one file, `index.mjs`, for a `FileArchive`. */
  readonly directory: string;
  /** The function's `handler` setting; a program's file is run as it is. */
  readonly handler: "index.handler";
  /** Size of the minified code. */
  readonly bytes: number;
}

/** What decides a bundle beside its own sources: how it is built, and from which packages. */
const surroundings = [
  "package.json",
  "../config/package.json",
  "../../pnpm-lock.yaml",
  ...["budget", "build", "into", "made", "write"].map((file) => `src/bundle/${file}.ts`),
];

/**
 * Bundles a handler into `<dist>/<name>/index.mjs`, and its source map into `<dist>/maps/<name>/index.mjs.map`; or takes
 * what is there, where it is made of the same sources.
 */
export function bundleInto(dist: string, name: BundleName): HandlerBundle {
  const directory = join(dist, name);
  if (isCurrent(dist, name, packageRoot)) {
    return { directory, handler: "index.handler", bytes: statSync(join(directory, "index.mjs")).size };
  }
  const startedAt = Date.now();
  const { path, isMixed, budgetBytes }: Entry = entries[name];
  const built = buildHandler(path, isMixed);
  checkBudget(name, built, budgetBytes);
  writeOnly(directory, "index.mjs", built.code);
  writeOnly(join(dist, "maps", name), "index.mjs.map", built.map);
  const sources = [...built.sources, ...surroundings];
  recordMade(
    dist,
    name,
    { root: packageRoot, sources, startedAt },
    { [join(name, "index.mjs")]: built.code, [join("maps", name, "index.mjs.map")]: built.map },
  );
  return { directory, handler: "index.handler", bytes: built.code.byteLength };
}
