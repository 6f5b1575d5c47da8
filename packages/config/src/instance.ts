/**
 * What a balancer asks of each instance: whether its program serves. What it serves from is the health check's question:
 * another instance would have no other database, and to replace all of them in the middle of a failover would make it worse.
 */
export const alivePath = "/alive";
