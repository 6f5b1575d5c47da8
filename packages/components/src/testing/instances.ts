import { topologyOfProfile } from "./topology.ts";

/** One with instances behind load balancers, and a database. */
export const instanceTopology = topologyOfProfile("trading-eu");
