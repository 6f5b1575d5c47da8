import { DatabaseError } from "pg";

/**
 * What a failure says of the connections.
 * - `lost`: they lead to a server that is gone, that goes, or that takes no writes (any more); others may lead elsewhere.
 * - `credentials`: the password is another one by now.
 * - `statement`: they are good, and the same would fail again or take as long again.
 */
export type Failure = "lost" | "credentials" | "statement";

/**
 * SQLSTATEs of a server that is no place for a write: 25006 read-only transaction (an instance that is no writer, or no
 * longer), 57P01 admin shutdown, 57P02 crash shutdown, 57P03 cannot connect now, and class 08, connection exceptions.
 * Source: PostgreSQL documentation, appendix A.
 */
const lost = /^(?:25006|57P0[123]|08...)$/;
/** 28P01 invalid password, 28000 invalid authorization. */
const refused = /^28(?:P01|000)$/;

/** What `pg-pool` says where no connection became free: the pool is busy, not its server gone. */
const busy = "timeout exceeded when trying to connect";

export function failureOf(error: Error): Failure {
  // Whatever the server did not say itself was said of the way to it: no address, no connection, no certificate, no answer.
  if (!(error instanceof DatabaseError)) return error.message === busy ? "statement" : "lost";
  const code = error.code ?? "";
  if (lost.test(code)) return "lost";
  return refused.test(code) ? "credentials" : "statement";
}
