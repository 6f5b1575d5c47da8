import { Resolver } from "node:dns/promises";
import { TandemError } from "@tandem/config";

/** The name servers that DNS answers for a domain, as it answers them; none where it has no NS record. */
export type LookUpNameServers = (domain: string) => Promise<readonly string[]>;

/** What a resolver answers where a domain, or its NS record, is not there. */
const ABSENT = new Set(["ENOTFOUND", "ENODATA"]);

/**
 * Asks DNS, each server for 2 s at first and twice in all.
 * @param servers Resolvers as `address` or `address:port`. @default the machine's own
 */
export function nameServerLookup(servers?: readonly string[]): LookUpNameServers {
  return async (domain) => {
    const resolver = new Resolver({ timeout: 2000, tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    try {
      return await resolver.resolveNs(domain);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== undefined && ABSENT.has(code)) return [];
      throw new TandemError("dns-unanswered", `DNS does not say who serves ${domain}: ${message}`, {
        kind: "deploy",
        hint: `dig NS ${domain}, and run the command again once it answers`,
        cause: error,
      });
    }
  };
}
