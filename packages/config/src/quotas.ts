import { controllerConcurrency, latchConcurrency } from "./control.ts";
import { heartbeatConcurrency } from "./heartbeat.ts";

/** A quota of an AWS account that an environment hits where the account has less than AWS's default. */
export interface NeededQuota {
  readonly name: string;
  /** What Service Quotas knows it by. */
  readonly serviceCode: string;
  readonly quotaCode: string;
  /** The least that an account needs in each of the environment's regions, with nothing else in it. */
  readonly least: number;
  /** What AWS gives an account that has asked for it, and what is worth asking for. */
  readonly usual: number;
  readonly why: string;
}

/**
 * What Lambda keeps from being reserved, for functions without a reservation.
 * Source: AWS Lambda Developer Guide, "Configuring reserved concurrency for a function".
 */
const UNRESERVED = 100;

/** What an environment reserves in its standby region; the primary region has the heartbeat's alone. */
const reserved = heartbeatConcurrency + controllerConcurrency + latchConcurrency;

/**
 * The quotas that every profile needs. Only those are here that AWS gives new accounts less of than an environment takes:
 * a new account begins with as few as 10 concurrent executions, and Lambda then refuses every reservation.
 * Source: AWS Lambda Developer Guide, "Lambda quotas".
 */
export const neededQuotas: readonly NeededQuota[] = [
  {
    name: "Lambda's concurrent executions",
    serviceCode: "lambda",
    quotaCode: "L-B99A9384",
    least: UNRESERVED + reserved,
    usual: 1000,
    why: `${reserved} are reserved for heartbeat, controller and latch, and Lambda keeps ${UNRESERVED} unreserved`,
  },
];
