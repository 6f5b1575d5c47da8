import { z } from "zod";

/** An ARN of this service, global ones (without region) included. */
export const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{12}:.+$`));

export const name = z.string().min(1);

/** `https://host/path`, no credentials, no query. */
export const httpsUrl = z.string().regex(/^https:\/\/[a-z0-9.-]+(\/[\w./-]*)?$/);

/** The base of an API: `https://host/path`, or `http://host` of a load balancer that has no certificate. */
export const baseUrl = z.union([httpsUrl, z.string().regex(/^http:\/\/[a-z0-9.-]+$/)]);

/** What a health check asks, by TLS or without. */
export const checkedUrl = z.string().regex(/^https?:\/\/[a-z0-9.-]+(\/[\w./-]*)?$/);

/** A page of AWS's console. */
export const consoleUrl = z.string().regex(/^https:\/\/[a-z0-9.-]+\.aws\.amazon\.com\/.+$/);

/** A DNS name without a trailing dot. */
export const hostname = z.string().regex(/^[a-z0-9_-]+(\.[a-z0-9-]+)+$/);

/** The keyword by which a contract's JSON Schema says that an output is pinned. */
const PINNED = "pinned";

/**
 * An output whose resource must not be replaced or deleted while it is published: the engine deletes the old one at the
 * end of its stack's `up`, before consumers have moved. Changing one takes two rollouts: a `-v2` beside it, which is
 * published instead; then, once consumers have moved, the old one goes.
 */
export const pinned = <T extends z.ZodType>(schema: T): T => schema.meta({ [PINNED]: true });

/** Whether an output is pinned. */
export const isPinned = (schema: z.ZodType): boolean => schema.meta()?.[PINNED] === true;
