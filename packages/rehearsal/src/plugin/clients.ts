import type { CallContext, ClientConfig } from "./entry.ts";

/** The class of an AWS SDK client. */
export type ClientType<C> = new (config: ClientConfig) => C;

/** S3 with the bucket in the path: one loopback endpoint has no host name of each bucket's own. Other clients ignore it. */
const s3Settings = { forcePathStyle: true } as const;

/** Makes each client once, at its first use, all with the same configuration. */
function clientPool(config: ClientConfig): <C>(type: ClientType<C>) => C {
  const clients = new Map<ClientType<unknown>, unknown>();
  return <C>(type: ClientType<C>): C => {
    if (!clients.has(type)) clients.set(type, new type(config));
    return clients.get(type) as C;
  };
}

/** Contexts of one account and endpoint, one per region. */
export function contextIn(accountId: string, config: ClientConfig): CallContext {
  const contexts = new Map<string, CallContext>();
  const inRegion = (region: string): CallContext => {
    const context = contexts.get(region) ?? {
      region,
      accountId,
      client: clientPool({ ...config, ...s3Settings, region }),
      inRegion,
    };
    contexts.set(region, context);
    return context;
  };
  return inRegion(config.region);
}
