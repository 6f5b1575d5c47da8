import type { WholeAnswer, WholeRequest } from "./forward.ts";
import type { RequestScope } from "./request-scope.ts";

/** A request that a front may answer in the emulator's place. */
export interface FrontRequest {
  readonly scope: RequestScope;
  readonly request: WholeRequest;
  /** Asks the emulator, which decides whether the caller may do this. */
  readonly forward: () => Promise<WholeAnswer>;
}

/** Answers requests to a service of which the emulator lacks a part. */
export interface ServiceFront {
  /** Whether requests of this scope come here. */
  serves(scope: RequestScope): boolean;
  answer(request: FrontRequest): Promise<WholeAnswer>;
}

/** The parameters of a request in the Query protocol. */
export function formOf({ body }: WholeRequest): URLSearchParams {
  return new URLSearchParams(body.toString());
}

/** The text between tags of XML. */
export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
