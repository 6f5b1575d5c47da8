import type { ProvingGround } from "../ports.ts";

/** Writers of heartbeats in memory, for tests: what one writes is in every region at once. */
export function fakeHeartbeats(): Pick<ProvingGround, "start" | "item" | "object"> & {
  /** Regions whose writer was started. */
  readonly started: Set<string>;
  /** Milliseconds since each heartbeat was written. */
  ageMs: number;
} {
  const started = new Set<string>();
  const fake = { started, ageMs: 0 };
  const heartbeatOf = (key: string | undefined) => {
    const region = [...started].find((name) => key?.includes(name));
    return region === undefined ? undefined : { region, writtenAt: Date.now() - fake.ageMs };
  };
  return Object.assign(fake, {
    start: async (_: string, region: string) => void started.add(region),
    item: async (_: string, key: Readonly<Record<string, string>>) => heartbeatOf(key["pk"]),
    object: async (_: string, key: string) => {
      const found = heartbeatOf(key);
      return found === undefined ? undefined : JSON.stringify(found);
    },
  });
}
