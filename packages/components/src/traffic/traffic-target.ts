import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Topology } from "@tandem/config";
import { present } from "../parts.ts";

/** Where a region is reached. */
export interface TrafficTarget {
  readonly hostname: pulumi.Input<string>;
  /** The hosted zone that the host is in: an alias names it. @default none: it is no load balancer's */
  readonly zoneId?: pulumi.Input<string> | undefined;
}

/**
 * What a record of the failover name answers. A CNAME has the profile's TTL; an alias of a load balancer has Route 53's 60 s,
 * and follows the balancer's addresses by itself. An alias leaves health to the record's own check, and the standby's record
 * has none: it is what remains.
 */
export function answerOf(
  { routing, profile }: Pick<Topology, "routing" | "profile">,
  { hostname, zoneId }: TrafficTarget,
): Pick<aws.route53.RecordArgs, "type" | "ttl" | "records" | "aliases"> {
  if (routing.record === "cname") return { type: "CNAME", ttl: routing.ttlSeconds, records: [hostname] };
  return {
    type: "A",
    aliases: [{ name: hostname, zoneId: present(zoneId, profile, "load balancer"), evaluateTargetHealth: false }],
  };
}
