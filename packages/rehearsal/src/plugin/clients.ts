import type { ClientConfig } from "./entry.ts";

/** The class of an AWS SDK client. */
export type ClientType<C> = new (config: ClientConfig) => C;

/** Makes each client once, at its first use, all with the same configuration. */
export function clientPool(config: ClientConfig): <C>(type: ClientType<C>) => C {
  const clients = new Map<ClientType<unknown>, unknown>();
  return <C>(type: ClientType<C>): C => {
    if (!clients.has(type)) clients.set(type, new type(config));
    return clients.get(type) as C;
  };
}
