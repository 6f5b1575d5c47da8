/**
 * The versions of Aurora PostgreSQL that a new cluster can be made with. AWS retires minor versions: 15.4, which one profile
 * was asked for, is gone. Majors that AWS has in extended support only (14 and older) are left out, and 18, which nothing here
 * was tried with.
 *
 * Source: `aws rds describe-db-engine-versions --engine aurora-postgresql` of 2026-08-06, as MiniStack 1.5.33 has it; the
 * calendar is in AWS's "Aurora PostgreSQL release calendars".
 */
export const engineVersions = [
  "15.10",
  "15.12",
  "15.13",
  "15.14",
  "15.15",
  "15.17",
  "15.18",
  "16.8",
  "16.9",
  "16.10",
  "16.11",
  "16.13",
  "16.14",
  "17.4",
  "17.5",
  "17.6",
  "17.7",
  "17.9",
  "17.10",
] as const;

/** What parameter groups of a version belong to: `aurora-postgresql17`. */
export function engineFamily(version: string): string {
  return `aurora-postgresql${version.split(".")[0]}`;
}
