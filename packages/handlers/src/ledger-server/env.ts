import * as z from "zod/mini";
import { readVariables } from "../common/variables.ts";
import { port } from "../database/env.ts";
import { ledgerSettings, ledgerVariables } from "../ledger-postgres/env.ts";
import type { LedgerPostgresEnvironment, LedgerSettings } from "../ledger-postgres/env.ts";

const serverVariables = z.extend(ledgerVariables, {
  /** TCP port that the server listens at. */
  PORT: port,
});

/** The variables that infrastructure sets for the server, all of them and no others. */
export interface LedgerServerEnvironment extends LedgerPostgresEnvironment {
  readonly PORT: string;
  /** What Lambda sets for its functions by itself. */
  readonly AWS_REGION: string;
}

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
