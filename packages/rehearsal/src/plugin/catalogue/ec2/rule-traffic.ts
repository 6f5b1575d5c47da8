import type { IpPermission, SecurityGroupRule } from "@aws-sdk/client-ec2";
import type { Properties } from "../../entry.ts";
import { number, requiredText, text } from "../properties.ts";

/** Who is at the other end of a rule; a rule has one of them. */
const peers = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"] as const;

/** Throws unless the rule says who is at the other end, once. */
export function requireOnePeer(inputs: Properties): void {
  const given = peers.filter((key) => text(inputs, key) !== undefined);
  if (given.length === 1) return;
  throw new Error(`a rule has exactly one other end, not ${given.length}; legal: one of ${peers.join(", ")}`);
}

/** The rule as the Authorize calls take it. */
export function permissionOf(inputs: Properties): IpPermission {
  const [ipv4, ipv6, prefixList, group] = peers.map((key) => text(inputs, key));
  const description = text(inputs, "description");
  const Description = description === "" ? undefined : description;
  return {
    IpProtocol: requiredText(inputs, "ipProtocol"),
    FromPort: number(inputs, "fromPort"),
    ToPort: number(inputs, "toPort"),
    ...(ipv4 === undefined ? {} : { IpRanges: [{ CidrIp: ipv4, Description }] }),
    ...(ipv6 === undefined ? {} : { Ipv6Ranges: [{ CidrIpv6: ipv6, Description }] }),
    ...(prefixList === undefined ? {} : { PrefixListIds: [{ PrefixListId: prefixList, Description }] }),
    ...(group === undefined ? {} : { UserIdGroupPairs: [{ GroupId: group, Description }] }),
  };
}

/** Whether a rule that is there lets the same traffic pass; prefix lists, which the emulator does not tell, never do. */
export function sameTraffic(rule: SecurityGroupRule, inputs: Properties): boolean {
  return (
    rule.IpProtocol === text(inputs, "ipProtocol") &&
    (rule.FromPort ?? -1) === (number(inputs, "fromPort") ?? -1) &&
    (rule.ToPort ?? -1) === (number(inputs, "toPort") ?? -1) &&
    [rule.CidrIpv4, rule.CidrIpv6, rule.PrefixListId, rule.ReferencedGroupInfo?.GroupId].some(
      (there, index) => there !== undefined && there === text(inputs, peers[index] ?? ""),
    )
  );
}
