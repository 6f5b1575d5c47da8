import * as z from "zod/mini";
import { readVariables, variables } from "../common/variables.ts";
import { databaseSettings, databaseVariables } from "../database/env.ts";
import type { DatabaseSettings } from "../database/env.ts";
import { heartbeatSettings, heartbeatVariables } from "../heartbeat/env.ts";
import type { HeartbeatSettings } from "../heartbeat/env.ts";

const configured = z.extend(heartbeatVariables, databaseVariables);

const complete = z.extend(configured, {
  AWS_REGION: variables.region,
  AWS_LAMBDA_FUNCTION_NAME: variables.functionName,
});

/**
 * The checked environment of the process.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal.
 */
export function readEnvironment(
  source: Readonly<Record<string, string | undefined>>,
): HeartbeatSettings & { readonly database: DatabaseSettings } {
  const data = readVariables(complete, source);
  return { ...heartbeatSettings(data), database: databaseSettings(data) };
}
