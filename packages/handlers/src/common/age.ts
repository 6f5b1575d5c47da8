/**
 * Milliseconds since 1970. The wall clock, because a monotonic one may stand still while Lambda keeps the process frozen
 * between requests, and would make old readings look fresh.
 */
export type Now = () => number;

/** Whether a reading begun at `at` still serves at `now`. A clock that was set back makes it stale, not eternal. */
export function isFresh(at: number, now: number, maxAgeMs: number): boolean {
  return at <= now && now - at < maxAgeMs;
}
