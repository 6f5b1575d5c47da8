import { UNKNOWN } from "../unknown.ts";
import { mapSecrets } from "../pulumi/secrets.ts";

/**
 * A plan that the engine saved in the scratch backend, as it may be kept and handed to `up` on the real one. Secrets
 * become unknown: they are encrypted for nobody else, and an unknown accepts any value. The configuration, which the
 * engine writes down and never reads, is left out; a layer's digest holds that.
 */
export function portablePlan(text: string): string {
  const plan = mapSecrets(JSON.parse(text), () => UNKNOWN) as Readonly<Record<string, unknown>>;
  return `${JSON.stringify({ ...plan, config: {} }, null, 2)}\n`;
}
