import { z } from "zod";

/** An ARN of this service, global ones (without region) included. */
export const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{12}:.+$`));

export const name = z.string().min(1);

/** `https://host/path`, no credentials, no query. */
export const httpsUrl = z.string().regex(/^https:\/\/[a-z0-9.-]+(\/[\w./-]*)?$/);

/** A DNS name without a trailing dot. */
export const hostname = z.string().regex(/^[a-z0-9_-]+(\.[a-z0-9-]+)+$/);
