/** What an environment is assumed to do in a month. */
export interface Usage {
  /** Requests of clients, all of them writes, and all to the primary region. @default 0: idle */
  readonly requestsPerMonth: number;
  /** Gigabytes of documents and of ledger that are kept, each; the documents are written in the month. @default 0 */
  readonly gigabytes: number;
}

export const idle: Usage = { requestsPerMonth: 0, gigabytes: 0 };

/** AWS's own figure for estimates. Source: AWS Pricing Calculator, "Monthly cost assumptions". */
export const HOURS = 730;
const SECONDS = HOURS * 3600;

/** One start a minute. */
export const STARTS = HOURS * 60;
/** One tick in ten seconds, of everything that loops. */
export const TICKS = SECONDS / 10;
/** An invocation goes on until the next one writes. */
export const LOOP_SECONDS = 70;
/** Of a request, and of a health check's. */
export const REQUEST_SECONDS = 0.1;
/** Health checkers that ask one endpoint; AWS states no number: eight regions with two each. */
const CHECKERS = 16;
/** What Lambda and a handler log, kilobytes. */
export const INVOCATION_LOG_KB = 0.5;
export const TICK_LOG_KB = 1;
/** Reads of the control table in one tick of the controller. */
export const CONTROLLER_READS = 5;
/** Write I/Os of a transaction in Aurora. */
export const TRANSACTION_IOS = 2;
/** What a request takes through a NAT gateway, kilobytes. */
export const NAT_KB = 10;

/** How often Route 53's checkers ask an endpoint in a month. */
export function checkRequests(intervalSeconds: number): number {
  return (CHECKERS * SECONDS) / intervalSeconds;
}

/** Gigabytes of so many pieces of so many kilobytes. */
export function gigabytesOf(pieces: number, kilobytes: number): number {
  return (pieces * kilobytes) / 1e6;
}

/** What an estimate rests on, a line each. */
export function assumptionsOf({ requestsPerMonth, gigabytes }: Usage): readonly string[] {
  return [
    `${requestsPerMonth} requests of clients a month, all of them writes to the primary region, ${REQUEST_SECONDS} s each`,
    `${gigabytes} GB of documents, written in the month, and as much of ledger`,
    `${HOURS} hours a month; list prices On-Demand, without taxes, free tiers, discounts and support`,
    `what is scheduled starts each minute, runs ${LOOP_SECONDS} s and ticks each 10 s, with ${TICK_LOG_KB} kB of log a tick`,
    `${CHECKERS} health checkers ask each endpoint; AWS states no number`,
    `instances are those that are wanted at the moment; those of a warm pool are stopped and cost their volumes`,
    "databases' backups are within what comes with the storage",
    "not in it: requests to KMS, S3, SNS, Secrets Manager and Route 53's name servers, and data sent to clients",
  ];
}
