import { containsCidr } from "cidr-tools";
import { numberOf, objectsOf, textOf, textsOf } from "../resources/values.ts";
import type { ResourceValues } from "../resources/values.ts";
import { referencesOf } from "../resources/references.ts";
import { types } from "./types.ts";

/** What a security group lets through in one direction. */
export interface Rule {
  /** `tcp`, or `-1` for every protocol. */
  readonly protocol: string;
  /** First and last port; of `-1` they mean nothing. */
  readonly from: number;
  readonly to: number;
  /** IPv4 networks. */
  readonly cidrs: readonly string[];
  /** Identifiers of security groups. */
  readonly groups: readonly string[];
  readonly prefixLists: readonly string[];
}

/** The whole IPv4 internet. */
export const ANYWHERE = "0.0.0.0/0";

type Direction = "ingress" | "egress";

/** All rules of a group: its own, and those that are resources of their own. What a refresh lists twice counts once. */
export function readRules(
  group: ResourceValues,
  resources: readonly ResourceValues[],
): Readonly<Record<Direction, readonly Rule[]>> {
  const inline = (direction: Direction): readonly Rule[] =>
    objectsOf(group.properties, direction).map((values) => inlineRule(group, values, direction));
  const single = (direction: Direction, type: string): readonly Rule[] =>
    resources
      .filter((rule) => rule.type === type && belongsTo(rule, group))
      .filter((rule) => type !== types.securityGroupRule || textOf(rule.properties, "type") === direction)
      .map((rule) => (type === types.securityGroupRule ? inlineRule(rule, rule.properties) : singleRule(rule)));
  return {
    ingress: [
      ...inline("ingress"),
      ...single("ingress", types.ingressRule),
      ...single("ingress", types.securityGroupRule),
    ],
    egress: [...inline("egress"), ...single("egress", types.egressRule), ...single("egress", types.securityGroupRule)],
  };
}

function belongsTo(rule: ResourceValues, group: ResourceValues): boolean {
  return referencesOf(rule, "securityGroupId", types.securityGroup).includes(group.id);
}

function singleRule(rule: ResourceValues): Rule {
  const { properties } = rule;
  return {
    ...portsOf(properties, "ipProtocol"),
    cidrs: textsOf(properties, "cidrIpv4"),
    groups: referencesOf(rule, "referencedSecurityGroupId", types.securityGroup),
    prefixLists: referencesOf(rule, "prefixListId", types.endpoint),
  };
}

/** A rule in the form that groups have inside and that the older rule resource has too. */
function inlineRule(resource: ResourceValues, values: Readonly<Record<string, unknown>>, property?: Direction): Rule {
  const within = property === undefined ? undefined : { property, values };
  const groups = property === undefined ? "sourceSecurityGroupId" : "securityGroups";
  const self = property === undefined ? referencesOf(resource, "securityGroupId", types.securityGroup) : [resource.id];
  return {
    ...portsOf(values, "protocol"),
    cidrs: textsOf(values, "cidrBlocks"),
    groups: [...referencesOf(resource, groups, types.securityGroup, within), ...(values["self"] === true ? self : [])],
    prefixLists: referencesOf(resource, "prefixListIds", types.endpoint, within),
  };
}

function portsOf(values: Readonly<Record<string, unknown>>, key: string): Pick<Rule, "protocol" | "from" | "to"> {
  const protocol = textOf(values, key) ?? "-1";
  const from = numberOf(values, "fromPort") ?? 0;
  return { protocol, from, to: numberOf(values, "toPort") ?? from };
}

/** The other side of a connection, as rules may name it. */
export interface Peer {
  readonly cidrs: readonly string[];
  readonly groups: readonly string[];
  readonly prefixLists: readonly string[];
}

/**
 * Whether the rules let TCP through on a port to, or from, all of the peer: by a security group of its own, by its prefix
 * list, or by networks that hold all of its own.
 */
export function admits(rules: readonly Rule[], port: number, { cidrs, groups, prefixLists }: Peer): boolean {
  const open = rules.filter(
    ({ protocol, from, to }) => isEvery(protocol) || (isTcp(protocol) && from <= port && port <= to),
  );
  if (open.some((rule) => rule.groups.some((group) => groups.includes(group)))) return true;
  if (open.some((rule) => rule.prefixLists.some((list) => prefixLists.includes(list)))) return true;
  const networks = open.flatMap((rule) => rule.cidrs).filter((cidr) => !cidr.includes(":"));
  return cidrs.length > 0 && networks.length > 0 && containsCidr(networks, [...cidrs]);
}

function isEvery(protocol: string): boolean {
  return protocol === "-1" || protocol === "all";
}

/** By its name or its number. */
function isTcp(protocol: string): boolean {
  return protocol === "tcp" || protocol === "6";
}
