/** The identifier of the one replication rule of each bucket, which names its metrics. */
export const replicationRule = "documents";

/** What replication time control promises: 99.9 % of objects within it. S3 takes no other value. */
export const replicationTimeMinutes = 15;
