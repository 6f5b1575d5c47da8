import * as z from "zod";
import type { RequestScope } from "./request-scope.ts";

/** How often one action was called, as the gate answers under {@link callsPath}. */
export const callCountSchema = z.strictObject({
  region: z.nullable(z.string()),
  service: z.nullable(z.string()),
  action: z.string(),
  count: z.int().positive(),
});
export type CallCount = z.infer<typeof callCountSchema>;

/** Where a gate lists the calls that went through it. */
export const callsPath = "/_tandem/calls";

/** Counts requests per region, service and action. */
export class CallCounts {
  readonly #counts = new Map<string, number>();

  add({ region, service, action }: RequestScope): void {
    const key = JSON.stringify([region ?? null, service ?? null, action]);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Sorted by region, service and action. */
  list(): CallCount[] {
    return [...this.#counts.entries()]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, count]) => {
        const [region, service, action] = JSON.parse(key) as [string | null, string | null, string];
        return { region, service, action, count };
      });
  }
}
