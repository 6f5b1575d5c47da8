import { rdsRequests } from "./rds-requests.ts";
import { secretRequests } from "./secret-replicas.ts";
import type { ServiceRequests } from "./service-requests.ts";

/**
 * The services of which the gate answers some requests in the emulator's place, by their signing names.
 * @param emulator `http://127.0.0.1:<port>`
 */
export function gapServices(emulator: string): Readonly<Record<string, ServiceRequests>> {
  return { rds: rdsRequests(emulator), secretsmanager: secretRequests(emulator) };
}
