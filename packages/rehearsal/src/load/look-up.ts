import { askNameServer } from "../resolver/name-server-client.ts";
import { requestScope } from "../sandbox/request-scope.ts";

/** Where a name leads, until when. */
export interface Place {
  /** A region's endpoint: the host of an API or a load balancer, or the address of a load balancer. */
  readonly endpoint: string;
  /** `us-east-1`; undefined for an endpoint that tells none. */
  readonly region: string | undefined;
}

/**
 * Looks a failover name up as the stub resolver of a machine does for all of its clients: an answer holds for its TTL, and
 * is asked for again after that, not before, whatever becomes of requests meanwhile.
 */
export class LookUp {
  readonly #ask: () => Promise<{ readonly endpoint: string; readonly ttlSeconds: number }>;
  readonly #now: () => number;
  #place: Place | undefined;
  #expiresAt = -Infinity;
  #asking: Promise<Place> | undefined;

  /** @param now In milliseconds. @default the machine's monotonic clock */
  constructor(
    ask: () => Promise<{ readonly endpoint: string; readonly ttlSeconds: number }>,
    now: () => number = () => performance.now(),
  ) {
    this.#ask = ask;
    this.#now = now;
  }

  /** The same object as long as one answer holds. Rejects where the name server does not answer with one. */
  async place(): Promise<Place> {
    if (this.#place !== undefined && this.#now() < this.#expiresAt) return this.#place;
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #renew(): Promise<Place> {
    const askedAt = this.#now();
    const { endpoint, ttlSeconds } = await this.#ask();
    this.#expiresAt = askedAt + ttlSeconds * 1000;
    this.#place = { endpoint, region: regionOf(endpoint) };
    return this.#place;
  }
}

/**
 * Asks a name server for the address of a name, as a client does. It answers with the address of a load balancer that the
 * name is an alias of, or with the host at the end of its CNAME records, whose own address no client needs here.
 */
export function endpointOf(nameServer: string, name: string) {
  return async (): Promise<{ readonly endpoint: string; readonly ttlSeconds: number }> => {
    const records = await askNameServer(nameServer, name, "A");
    const last = records.at(-1);
    if (last === undefined) throw new Error(`${name} leads nowhere`);
    return { endpoint: last.value, ttlSeconds: Math.min(...records.map(({ ttlSeconds }) => ttlSeconds)) };
  };
}

function regionOf(endpoint: string): string | undefined {
  const custom = /\.execute-api\.(?<region>[a-z0-9-]+)\.amazonaws\.com$/.exec(endpoint)?.groups?.["region"];
  return custom ?? requestScope({ method: "GET", target: "/", headers: { host: endpoint } }).region;
}
