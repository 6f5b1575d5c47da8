import { Packet } from "dns2";
import type { Resource } from "dns2";
import type { BalancerView } from "../load-balancer/balancers.ts";
import { chooseRecord } from "./choose-record.ts";
import type { Circumstances } from "./choose-record.ts";
import { NotModelled } from "./model.ts";
import type { RecordSet, Route53Data, Zone } from "./model.ts";
import { plainName, toResource } from "./record-data.ts";

/** What is answered to one question. */
export interface Answer {
  readonly rcode: number;
  /** Whether a zone that is held here says so, and not another server to which it refers. */
  readonly authoritative: boolean;
  readonly answers: readonly Resource[];
  /** The zone's SOA where there is nothing of the name or of the type, or the servers of a delegated zone. */
  readonly authorities: readonly Resource[];
}

/** What the world is like while a question is answered. */
export interface AnswerContext {
  readonly data: Route53Data;
  /** Whether a health check is healthy now. */
  readonly isHealthy: (healthCheckId: string) => boolean;
  /** The load balancer of a DNS name. */
  readonly balancer: (name: string) => BalancerView | undefined;
  readonly random: () => number;
}

const { NOERROR, NXDOMAIN, REFUSED } = Packet.RCODE;

/** Longer chains of CNAME records and aliases are taken for loops. */
const longestChain = 8;

/**
 * The answer of the zones that are held here. A CNAME record is followed as long as it stays within them; what lies
 * outside is for the client's resolver to ask elsewhere.
 * @param type such as `A`
 * @throws NotModelled where Route 53 would do what is not modelled here
 */
export function answerQuestion(context: AnswerContext, name: string, type: string): Answer {
  const answers: Resource[] = [];
  let owner = plainName(name);
  for (let step = 0; step < longestChain; step += 1) {
    const zone = zoneOf(context.data, owner);
    if (zone === undefined) {
      const rcode = answers.length === 0 ? REFUSED : NOERROR;
      return { rcode, authoritative: answers.length > 0, answers, authorities: [] };
    }
    const referral = delegationOf(zone, owner);
    if (referral !== undefined) {
      const authorities = resourcesOf(referral.name, referral);
      return { rcode: NOERROR, authoritative: answers.length > 0, answers, authorities };
    }
    const node = nodeOf(zone, owner);
    const group = node.filter((record) => record.type === type);
    const wanted = group.length > 0 ? group : node.filter((record) => record.type === "CNAME");
    if (wanted.length === 0) {
      const rcode = node.length > 0 || isEmptyNode(zone, owner) ? NOERROR : NXDOMAIN;
      return { rcode, authoritative: true, answers, authorities: [negativeTtl(zone)] };
    }
    const chosen = resourcesOf(owner, endOfAlias(context, zone, wanted));
    answers.push(...chosen);
    const next = group.length > 0 ? undefined : chosen[0]?.domain;
    if (next === undefined) return { rcode: NOERROR, authoritative: true, answers, authorities: [] };
    owner = plainName(next);
  }
  throw new NotModelled(`${name} leads through more than ${longestChain} records`);
}

/** The zone with the longest name that the name is in. */
function zoneOf({ zones }: Route53Data, name: string): Zone | undefined {
  return zones
    .filter((zone) => isWithin(name, zone.name))
    .toSorted((one, other) => other.name.length - one.name.length)[0];
}

/** The NS record by which a zone refers to the servers of a zone below it. */
function delegationOf(zone: Zone, name: string): RecordSet | undefined {
  return zone.records.find(
    (record) => record.type === "NS" && record.name !== zone.name && isWithin(name, record.name),
  );
}

/** The records of a name; where it does not exist, those of the wildcard beside it. */
function nodeOf(zone: Zone, name: string): readonly RecordSet[] {
  const own = zone.records.filter((record) => record.name === name);
  if (own.length > 0 || isEmptyNode(zone, name)) return own;
  const wildcard = `*.${name.slice(name.indexOf(".") + 1)}`;
  return zone.records.filter((record) => record.name === wildcard);
}

/** Whether a name exists although it has no record: because names below it have. */
function isEmptyNode(zone: Zone, name: string): boolean {
  return zone.records.some((record) => record.name.endsWith(`.${name}`));
}

/** The record that is chosen of a group, and of the group that it is an alias of, and so on. */
function endOfAlias(context: AnswerContext, zone: Zone, group: readonly RecordSet[]): RecordSet {
  const circumstances: Circumstances = {
    isHealthy: (record) => isRecordHealthy(context, zone, record),
    random: context.random,
  };
  let chosen = chooseRecord(group, circumstances);
  for (let step = 0; chosen.content.kind === "alias"; step += 1) {
    if (step === longestChain) throw new NotModelled(`${chosen.name} is an alias of itself`);
    chosen = chooseRecord(targetsOf(context, zone, chosen, chosen.content.target), circumstances);
  }
  return chosen;
}

function isRecordHealthy(context: AnswerContext, zone: Zone, record: RecordSet): boolean {
  const { content, healthCheckId } = record;
  if (content.kind === "values" || !content.evaluateTargetHealth) {
    return healthCheckId === undefined || context.isHealthy(healthCheckId);
  }
  if (healthCheckId !== undefined)
    throw new NotModelled(`${record.name}: an alias with a health check is not modelled`);
  const balancer = context.balancer(content.target);
  if (balancer !== undefined) return balancer.healthy;
  return targetsOf(context, zone, record, content.target).some((target) => isRecordHealthy(context, zone, target));
}

/** The records of the same type to which an alias leads, in its zone or in that of load balancers. */
function targetsOf(context: AnswerContext, zone: Zone, alias: RecordSet, target: string): readonly RecordSet[] {
  const found = zone.records.filter(({ name, type }) => name === target && type === alias.type);
  if (found.length > 0) return found;
  const balancer = context.balancer(target);
  if (balancer !== undefined && alias.type === "A") return [balancerRecord(target, balancer)];
  throw new NotModelled(
    `${alias.name}: an alias of type ${alias.type} of ${target}, which is no record of its zone, is not modelled`,
  );
}

/** What Route 53 has for a load balancer's name. Source: its API reference, ResourceRecordSet, "TTL": 60 seconds. */
function balancerRecord(name: string, { address }: BalancerView): RecordSet {
  const content = { kind: "values", ttlSeconds: 60, values: [address] } as const;
  return { name, type: "A", routing: { kind: "simple" }, content, healthCheckId: undefined };
}

function resourcesOf(owner: string, { type, name, content }: RecordSet): Resource[] {
  if (content.kind === "alias") throw new NotModelled(`${name}: an alias of type ${type} is not modelled`);
  return content.values.map((value) => toResource(owner, type, content.ttlSeconds, value));
}

/** The zone's SOA, with the time for which "nothing there" may be kept: the lesser of its TTL and its last number. */
function negativeTtl(zone: Zone): Resource {
  const soa = zone.records.find((record) => record.type === "SOA" && record.name === zone.name);
  const resource = soa && resourcesOf(zone.name, soa)[0];
  if (resource === undefined) throw new Error(`zone ${zone.name} has no SOA record`);
  return Object.assign(resource, { ttl: Math.min(resource.ttl, resource.minimum ?? 0) });
}

function isWithin(name: string, ancestor: string): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`);
}
