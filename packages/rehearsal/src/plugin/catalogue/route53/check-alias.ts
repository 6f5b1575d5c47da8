import type { Properties } from "../../entry.ts";
import { balancerZone } from "../lb/hosted-zones.ts";
import { objects, requiredText } from "../properties.ts";
import { withoutDot } from "./shared.ts";

/**
 * Throws for an alias of a load balancer that names the hosted zone of another region's balancers, and for one with a TTL.
 * Route 53 refuses both; MiniStack 1.5.33 takes them.
 */
export function checkAlias(inputs: Properties): void {
  for (const alias of objects(inputs, "aliases")) {
    const name = withoutDot(requiredText(alias, "name")).toLowerCase();
    const zoneId = requiredText(alias, "zoneId");
    const region = /\.(?<region>[a-z0-9-]+)\.elb\.amazonaws\.com$/.exec(name)?.groups?.["region"];
    if (region !== undefined && zoneId !== balancerZone(region)) {
      throw new Error(
        `InvalidChangeBatch: an alias of ${name} names zone ${zoneId}, in which the name does not lie; legal: ${balancerZone(region)}`,
      );
    }
    if (inputs["ttl"] !== undefined || inputs["records"] !== undefined) {
      throw new Error("ttl, records: not for an alias");
    }
  }
}
