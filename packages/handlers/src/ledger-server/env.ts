import * as z from "zod/mini";
import { readVariables } from "../common/variables.ts";
import { port } from "../database/env.ts";
import { ledgerSettings, ledgerVariables } from "../ledger-postgres/env.ts";
import type { LedgerSettings } from "../ledger-postgres/env.ts";

/** What a function is told, and where to listen. Infrastructure sets AWS_REGION too, which Lambda does by itself. */
const serverVariables = z.extend(ledgerVariables, {
  /** TCP port that the server listens at. */
  PORT: port,
});

/** What the server knows of where it runs. */
export interface ServerSettings extends LedgerSettings {
  readonly port: number;
}

/**
 * The checked environment of the process.
 * @throws Error that names every missing or wrong variable at once, with its value and what is legal.
 */
export function readEnvironment(source: Readonly<Record<string, string | undefined>>): ServerSettings {
  const data = readVariables(serverVariables, source);
  return { ...ledgerSettings(data), port: Number(data.PORT) };
}
