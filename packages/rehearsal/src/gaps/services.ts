import { auroraRequests } from "../database/aurora-requests.ts";
import type { AuroraDatabases } from "../database/databases.ts";
import { moveEvents } from "../database/move-events.ts";
import { rdsGap } from "./rds-requests.ts";
import { secretRequests } from "./secret-replicas.ts";
import type { ServiceRequests } from "./service-requests.ts";

/**
 * The services of which the gate answers some requests in the emulator's place, by their signing names.
 * @param emulator `http://127.0.0.1:<port>`
 * @param databases They follow the emulator's Aurora from now on.
 */
export function gapServices(emulator: string, databases: AuroraDatabases): Readonly<Record<string, ServiceRequests>> {
  const rds = rdsGap(emulator);
  databases.follow({
    emulator,
    announce: async (event) => {
      for (const told of moveEvents(event)) await rds.tell(told);
    },
  });
  return {
    rds: auroraRequests(emulator, databases, (request) => rds.requests(request)),
    secretsmanager: secretRequests(emulator),
  };
}
