/** At once: one such event is a payment that went wrong. */
export const atOnce = { breaching: 1, of: 1 } as const;

/** Rates and percentiles of few requests jump; what lasts does not. */
export const lasting = { breaching: 3, of: 5 } as const;

/** Route 53 gives an endpoint 2 seconds to answer; a slower one is down to it. Milliseconds. */
export const latencyLimit = 2000;
