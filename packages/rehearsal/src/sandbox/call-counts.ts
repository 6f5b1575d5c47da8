import * as z from "zod";
import type { RequestScope } from "./request-scope.ts";

/** How often one action was called, as the gate answers under {@link callsPath}. */
export const callCountSchema = z.strictObject({
  region: z.nullable(z.string()),
  service: z.nullable(z.string()),
  action: z.string(),
  /** Access key of who signed it; null for a request without a signature. */
  caller: z.nullable(z.string()),
  count: z.int().positive(),
});
export type CallCount = z.infer<typeof callCountSchema>;

/** Where a gate lists the calls that went through it. */
export const callsPath = "/_tandem/calls";

/** Counts requests per region, service, action and caller. */
export class CallCounts {
  readonly #counts = new Map<string, number>();

  add({ region, service, action }: RequestScope, caller: string | undefined): void {
    const key = JSON.stringify([region ?? null, service ?? null, action, caller ?? null]);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Sorted by region, service, action and caller. */
  list(): CallCount[] {
    return [...this.#counts.entries()]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, count]) => {
        const [region, service, action, caller] = JSON.parse(key) as [
          string | null,
          string | null,
          string,
          string | null,
        ];
        return { region, service, action, caller, count };
      });
  }
}
