/** Rates and percentiles of few requests jump; what lasts does not. */
export const lasting = { breaching: 3, of: 5 } as const;

/** Route 53 gives an endpoint 2 seconds to answer; a slower one is down to it. Milliseconds. */
export const latencyLimit = 2000;
