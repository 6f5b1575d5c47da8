/**
 * What a start that fails is worth: the next one comes within a minute or two, and one that is late is of no use. Lambda
 * has a queue and retries of its own behind those of EventBridge Scheduler. 60 seconds is the least that both take.
 */
export const noSecondTry = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 } as const;
