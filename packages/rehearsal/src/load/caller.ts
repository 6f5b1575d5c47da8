import type { Client, ClientAnswer, ClientRequest } from "./client.ts";
import type { LookUp, Place } from "./look-up.ts";

/** Where a caller finds the API. */
export interface CallerOptions {
  readonly failoverName: string;
  /** What stands before every path; nothing behind a custom domain. */
  readonly basePath: string;
  readonly client: Client;
  readonly lookUp: LookUp;
}

/** How a request ended: with an answer, or why there is none. */
export type CallEnd = {
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
  readonly milliseconds: number;
  /** The region to which DNS had led; undefined where DNS did not answer. */
  readonly region: string | undefined;
} & ({ readonly answer: ClientAnswer } | { readonly answer: undefined; readonly reason: string });

/** One client that finds the API by the name that fails over, and connects anew whenever it has looked the name up anew. */
export class Caller {
  readonly #options: CallerOptions;
  #connectedTo: Place | undefined;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** @param path Below the API's base path. */
  async call({ path, ...request }: Pick<ClientRequest, "method" | "path" | "body">): Promise<CallEnd> {
    const { client, lookUp, failoverName, basePath } = this.#options;
    const at = Date.now();
    const begun = performance.now();
    let place: Place | undefined;
    const ended = () => ({ at, milliseconds: Math.round(performance.now() - begun), region: place?.region });
    try {
      place = await lookUp.place();
      if (place !== this.#connectedTo) client.reconnect();
      const { endpoint } = place;
      // An endpoint that takes the stage in its path is the API's own, and knows no other name.
      const host = basePath === "" ? failoverName : endpoint;
      const answer = await client.send({ ...request, endpoint, host, path: `${basePath}${path}` });
      return { ...ended(), answer };
    } catch (error) {
      return { ...ended(), answer: undefined, reason: reasonOf(error) };
    } finally {
      this.#connectedTo = place;
    }
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.name === "TimeoutError" ? "no answer in time" : cause.message;
}
