import { TandemError } from "../errors.ts";
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

/** @throws TandemError when `shared` was deployed from a version that has a profile which this one lacks */
export function profileOf({ profile: name }: { readonly profile: string }): Profile {
  const profile = profiles.get(name);
  if (profile !== undefined) return profile;
  throw new TandemError(
    "profile-unknown",
    `the topology names the profile ${JSON.stringify(name)}; known: ${profileNames.join(", ")}`,
    { hint: "deploy shared and this stack from the same version" },
  );
}
