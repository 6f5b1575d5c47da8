import { createUDPServer } from "dns2";
import type { AnswerContext } from "./answer.ts";
import { respond } from "./dns-server.ts";

/** The same zones at one address per region, so that it is known from which region a question comes. */
export interface RegionalNameServers {
  /** `127.0.0.1:<port>` by region, over UDP alone. */
  readonly addresses: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Serves DNS to the functions of each region at a loopback port of the region's own.
 * @param isCutOff Whether nothing leaves a region now: its questions then stay without an answer, as lost packets do.
 */
export async function startRegionalNameServers(
  context: AnswerContext,
  regions: readonly string[],
  isCutOff: (region: string) => boolean,
): Promise<RegionalNameServers> {
  const servers = await Promise.all(
    regions.map(async (region) => {
      const server = createUDPServer((request, send) => {
        if (isCutOff(region)) return;
        // A client that has gone gets no answer.
        send(respond(context, request)).catch(() => undefined);
      });
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.bind(0, "127.0.0.1", resolve);
      });
      return { region, server };
    }),
  );
  return {
    addresses: Object.fromEntries(servers.map(({ region, server }) => [region, `127.0.0.1:${server.address().port}`])),
    async close() {
      await Promise.all(servers.map(({ server }) => new Promise<void>((resolve) => server.close(() => resolve()))));
    },
  };
}
