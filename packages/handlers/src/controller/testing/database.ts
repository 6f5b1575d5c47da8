import type {
  Capacity,
  CapacityValue,
  DatabaseObservations,
  DatabaseRoles,
  Observations,
  Reading,
  Side,
} from "../readings.ts";
import { also, apiDead, dark, known, unknown } from "./ticks.ts";
import type { See } from "./ticks.ts";

/** What is seen of a global database on a good day at this time: its writer is the primary's. */
export function goodDatabase(at: number, more: Partial<DatabaseObservations> = {}): DatabaseObservations {
  const cluster = { engineVersion: "17.7", instances: 1 };
  return {
    roles: roles("primary", at),
    clusters: { primary: known(cluster, at), standby: known(cluster, at) },
    lag: known({ lagMs: 2000, readAt: at - 3000 }, at),
    auroraVersions: { primary: known("17.7.1", at), standby: known("17.7.1", at) },
    silence: known(10_000, at),
    lostTail: unknown,
    ...more,
  };
}

export function roles(writer: Side | "none", at: number, movingTo?: Side): Reading<DatabaseRoles> {
  return known({ writer, movingTo, engineVersion: "17.7" }, at);
}

/** Sees the same, and a global database beside it. */
export const withDatabase =
  (see: See, more: (at: number) => Partial<DatabaseObservations> = () => ({})): See =>
  (at) => ({ ...see(at), database: goodDatabase(at, more(at)) });

const two: Capacity = { least: 2, wanted: 2, most: 6 };
const one: Capacity = { least: 1, wanted: 1, most: 6 };

/** Two instances of the primary, one of the standby. */
export const capacities = { primary: two, standby: one };

/** Sees the same, and compute beside it. */
export const withCompute =
  (see: See, more: Partial<Record<Side, CapacityValue>> = {}): See =>
  (at): Observations => ({
    ...see(at),
    compute: {
      primary: known(more.primary ?? { ...two, serving: 2 }, at),
      standby: known(more.standby ?? { ...one, serving: 1 }, at),
    },
  });

/** The primary's functions live, and have not reached their database for long. */
export const databaseDead = withDatabase(
  also(apiDead, (at) => ({ probe: known("data-down", at) })),
  (at) => ({ silence: known(40_000, at), lag: known({ lagMs: 40_000, readAt: at - 3000 }, at) }),
);

/** What has arrived of a primary that is gone. */
const behind = (at: number): Partial<DatabaseObservations> => ({
  clusters: { ...clusters(at, {}), primary: unknown },
  lag: known({ lagMs: 32_000, readAt: at - 3000 }, at),
});

/** A dark primary, and something more that is seen of its database. */
export const darkWith = (more: (at: number) => Partial<DatabaseObservations> = () => ({})) =>
  withDatabase(dark, (at) => ({ ...behind(at), ...more(at) }));

/** Sees the same, under the latch. */
export const latched = (see: See) => also(see, (at) => ({ latch: known({ epoch: 2, set: true }, at) }));

/** Both clusters as they should be, the standby's with what differs. */
export function clusters(at: number, more: Partial<{ engineVersion: string; instances: number }>) {
  const cluster = { engineVersion: "17.7", instances: 1 };
  return { primary: known(cluster, at), standby: known({ ...cluster, ...more }, at) };
}
