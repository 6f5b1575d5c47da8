import type { WholeAnswer, WholeRequest } from "../sandbox/forward.ts";

/** A signed request to one service, as the gate knows it. */
export interface ServiceRequest extends WholeRequest {
  readonly region: string;
  /** The operation's name, `CreateSecret`. */
  readonly action: string;
}

/** Answers the requests to one service: by the emulator, and where that lacks something, in its place. */
export type ServiceRequests = (request: ServiceRequest) => Promise<WholeAnswer>;
