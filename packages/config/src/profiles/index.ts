import type { Profile } from "../profile.ts";
import { paymentsUs } from "./payments-us.ts";
import { tradingEu } from "./trading-eu.ts";
import { tradingServerlessUs } from "./trading-serverless-us.ts";
import { transactionsUs } from "./transactions-us.ts";

const all: readonly Profile[] = [paymentsUs, tradingEu, tradingServerlessUs, transactionsUs];

/** Every profile by name. */
export const profiles: ReadonlyMap<string, Profile> = new Map(all.map((profile) => [profile.name, profile]));

/** The legal profile names, sorted, for messages. */
export const profileNames: readonly string[] = [...profiles.keys()].toSorted();
