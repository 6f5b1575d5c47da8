import type { Profile } from "../profile.ts";
import { paymentsUs } from "./payments-us.ts";

/** Every profile by name. */
export const profiles: ReadonlyMap<string, Profile> = new Map([paymentsUs].map((profile) => [profile.name, profile]));

/** The legal profile names, sorted, for messages. */
export const profileNames: readonly string[] = [...profiles.keys()].toSorted();
