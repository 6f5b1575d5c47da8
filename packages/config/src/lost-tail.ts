/** What the name begins with that RDS gives the snapshot of a writer that was failed over without being asked (AWS). */
export const lostTailPrefix = "rds:unplanned-global-failover-";

/** How long the identifier of a snapshot of a person's may be (AWS). */
const longestIdentifier = 63;

/** `20261127130000` */
const timeLength = 14;

/** What the names of those begin with that keep what a cluster had not replicated, which stay when RDS's own go. */
export function keptTailPrefix(clusterId: string): string {
  const room = longestIdentifier - "kept--".length - timeLength;
  return `kept-${clusterId.slice(0, room).replace(/-$/, "")}-`;
}

/** The name of the copy of RDS's own snapshot of a cluster, by when that was taken: its own name is too long for one. */
export function keptTailName(clusterId: string, takenAt: Date): string {
  return `${keptTailPrefix(clusterId)}${takenAt.toISOString().slice(0, 19).replaceAll(/\D/g, "")}`;
}
