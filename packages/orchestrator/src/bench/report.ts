import { z } from "zod";
import { awsPlugins } from "../ports.ts";

const layerTimes = z.array(z.object({ id: z.string(), seconds: z.number() }));

const criticalPath = z.object({ seconds: z.number(), layers: z.array(z.string()) });

const milliseconds = z
  .object({ count: z.number().int(), p50: z.number(), p90: z.number(), p99: z.number(), max: z.number() })
  .describe("milliseconds, nearest rank");

const round = z.object({
  order: z.array(z.enum(["tandem", "loop"])).describe("which of the two went first in this round"),
  tandem: z.object({
    seconds: z.number().describe("wall time of the rollout; making the empty stacks is left out"),
    layers: layerTimes.describe("each layer's engine operation alone"),
    criticalPath,
    overheadSecondsPerLayer: z
      .number()
      .describe("lock, ledger, digests, states, gates: wall time minus critical path, divided by the number of layers"),
  }),
  loop: z.object({
    seconds: z.number().describe("wall time of `pulumi up --yes --skip-preview`, one layer after another"),
    layers: layerTimes,
  }),
  ratio: z.number().describe("tandem to loop, of this round"),
  unchanged: z
    .object({ tandemSeconds: z.number(), loopSeconds: z.number(), ratio: z.number() })
    .describe("both ways again in the environment that Tandem rolled out, with nothing changed"),
  plan: z
    .object({
      seconds: z.number().describe("wall time"),
      layers: layerTimes.describe("each layer's preview"),
      criticalPath,
      ratio: z.number().describe("wall time to critical path"),
    })
    .describe("of the same environment, with nothing changed"),
});

/** What one benchmark measured, as `tandem bench --json` prints it. Additive within a schema version. */
export const benchReportSchema = z.object({
  schemaVersion: z.literal(1),
  profile: z.string(),
  startedAt: z.iso.datetime(),
  seconds: z.number(),
  ok: z.boolean().describe("every budget is kept"),
  machine: z.object({
    cpu: z.string(),
    cores: z.number().int(),
    memoryBytes: z.number().int(),
    loadAverage: z.number().describe("of the minute before the start; other work makes every figure worse"),
    node: z.string(),
  }),
  mode: z.object({
    pulumi: z.string(),
    languageHost: z.enum(["official", "stand-in"]),
    awsPlugin: z.enum(awsPlugins),
    emulator: z.string(),
  }),
  rollout: z.object({
    rounds: z.array(round),
    tandemSeconds: z.number().describe("median of the rounds"),
    loopSeconds: z.number().describe("median of the rounds"),
    ratio: z.number().describe("median of the rounds' ratios"),
    overheadSecondsPerLayer: z.number().describe("median of the rounds"),
    unchangedRatio: z.number().describe("median of the rounds"),
    planRatio: z.number().describe("median of the rounds"),
  }),
  synthetic: z
    .object({
      layers: z.number().int(),
      millisecondsPerLayer: z.number().describe("wall time of a rollout, divided by the number of layers"),
      unchangedMillisecondsPerLayer: z.number().describe("the same with nothing changed"),
      ledgerBytesPerLayer: z.number().int().describe("of the ledger's JSON"),
      heap: z
        .array(z.object({ layers: z.number().int(), bytes: z.number().int() }))
        .describe("used after a forced collection, by how many layers were done"),
      heapBytesPerLayer: z.number().int().describe("what each layer between the first and the last look added"),
    })
    .describe("a graph of layers whose engine takes no time"),
  handler: z.object({
    request: z.string(),
    cold: milliseconds.describe("the first request that a region's function ever gets, through its REST API"),
    warm: milliseconds.describe("later requests to the same function, one after another"),
    bundles: z.array(z.object({ name: z.string(), bytes: z.number().int(), gzipBytes: z.number().int() })),
  }),
  memory: z
    .object({
      method: z.string(),
      peakBytes: z.number().int(),
      processes: z.number().int().describe("at the peak"),
      byCommand: z.array(
        z.object({ command: z.string(), processes: z.number().int(), bytes: z.number().int() }).describe("at the peak"),
      ),
    })
    .nullable()
    .describe("of CLI, engine, plugins, programs and emulator together; null where there is no /proc"),
  tests: z
    .array(
      z.object({
        project: z.string(),
        seconds: z.number(),
        passed: z.number().int(),
        failed: z.number().int(),
        log: z.string().describe("the file with vitest's output, relative to the repository: it names what failed"),
      }),
    )
    .nullable()
    .describe("wall time of each test project run by itself; null unless asked for"),
  budgets: z.array(
    z.object({ id: z.string(), value: z.number(), limit: z.number(), unit: z.string(), ok: z.boolean() }),
  ),
});

export type BenchReport = z.infer<typeof benchReportSchema>;
export type BenchRound = BenchReport["rollout"]["rounds"][number];

/** The report's JSON Schema, as committed. */
export function benchReportJsonSchema(): unknown {
  return z.toJSONSchema(benchReportSchema, { target: "draft-2020-12" });
}
