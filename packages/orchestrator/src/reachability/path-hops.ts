import { referencesOf } from "../resources/references.ts";
import type { Path, Source } from "./declared-paths.ts";
import { endOf, hasInternetGateway, hop, incoming, internet, outgoing, sameVpc } from "./hops.ts";
import type { Hop } from "./hops.ts";
import { ofType } from "./network.ts";
import type { Network } from "./network.ts";
import { balancerParty, databaseParty, functionParty, instancesParty } from "./parties.ts";
import type { Balancer, Party } from "./parties.ts";
import { peeringHops } from "./peering.ts";
import { internetWay, serviceWay } from "./service-way.ts";
import { types } from "./types.ts";

/**
 * What reaches CloudWatch with a function's log: handlers write their metrics there in the embedded metric format, and
 * have no client of CloudWatch.
 */
const handedOver: ReadonlySet<string> = new Set(["logs", "monitoring"]);

/**
 * The hops of a path, in the order of the packets; undefined where the path is not declared after all.
 * @param other The other region's network, which only peering looks at
 */
export function pathHops(path: Path, network: Network, other: Network): readonly Hop[] | undefined {
  switch (path.kind) {
    case "names":
      return nameHops(network);
    case "clients":
      return clientHops(network, path.port);
    case "balancer-instances":
      return balancerHops(network, path.port);
    case "peering":
      return peeringHops(network, other);
    case "database":
      return from(network, path.from, (party) => databaseHops(network, party));
    case "service":
      return from(network, path.from, (party) =>
        path.from.functionName !== undefined && handedOver.has(path.service)
          ? [hop(true, `${party.label} writes them to its log, which Lambda hands over outside the VPC`, "")]
          : serviceWay(network, party, path.service),
      );
    case "internet":
      return from(network, path.from, (party) => internetWay(network, party));
    case "outside":
      return from(network, path.from, (party) => [
        hop(
          party.subnets.length === 0,
          `${party.label} is in no VPC`,
          `${party.label} is in a VPC, and would be lost with what the VPC needs`,
        ),
      ]);
  }
}

function from(
  network: Network,
  { key, functionName, optional }: Source,
  hops: (party: Party) => readonly Hop[],
): readonly Hop[] | undefined {
  const party = functionName === undefined ? instancesParty(network) : functionParty(network, functionName);
  if (optional === true && (party === undefined || party.subnets.length === 0)) return undefined;
  if (party === undefined) return [hop(false, "", `${network.region} has no ${functionName ?? key}`)];
  if (functionName === undefined && party.subnets.length === 0)
    return [hop(false, "", `${party.label} is in no subnet`)];
  return hops(party);
}

function nameHops({ region, vpcs }: Network): readonly Hop[] {
  if (vpcs.length === 0) return [hop(false, "", `${region} has no VPC`)];
  return vpcs.flatMap(({ name, dnsSupport }) => [
    hop(dnsSupport, `${name}'s resolver answers`, `${name}'s resolver is switched off (enableDnsSupport)`),
  ]);
}

function databaseHops(network: Network, party: Party): readonly Hop[] {
  const database = databaseParty(network);
  if (database === undefined) return [hop(false, "", `${network.region} has no database cluster`)];
  const { port, label, instances } = database;
  return [
    outgoing(party, endOf(database), port),
    sameVpc(network, party, database),
    incoming(database, endOf(party), port),
    hop(instances > 0, `${label} has an instance that answers`, `${label} has no instance that could answer`),
  ];
}

function clientHops(network: Network, port: number): readonly Hop[] {
  const balancer = balancerParty(network);
  if (balancer === undefined) return [hop(false, "", `${network.region} has no load balancer`)];
  const { label, internal, subnets, ports } = balancer;
  // A balancer listens where it has to, and redirects from where it does not serve.
  const wanted = [...new Set([port, ...ports])];
  return [
    hop(!internal, `${label} faces the internet`, `${label} is internal`),
    hop(subnets.length > 0, `${label} is in ${subnets.length} subnets`, `${label} is in no subnet`),
    ...subnets.map((subnet) =>
      hop(
        hasInternetGateway(network, subnet),
        `subnet ${subnet.name} leads to the internet gateway`,
        `subnet ${subnet.name} of ${label} has no route to an internet gateway of its VPC`,
      ),
    ),
    ...wanted.flatMap((each) => [
      incoming(balancer, internet, each),
      hop(ports.includes(each), `a listener at ${each}`, `${label} has no listener at ${each}`),
    ]),
  ];
}

function balancerHops(network: Network, port: number): readonly Hop[] {
  const balancer = balancerParty(network);
  const instances = instancesParty(network);
  if (balancer === undefined) return [hop(false, "", `${network.region} has no load balancer`)];
  if (instances === undefined) return [hop(false, "", `${network.region} has no Auto Scaling group`)];
  const targets = balancer.targets.filter(({ kind }) => kind === "instance");
  const health = targets.flatMap(({ healthPort }) => (healthPort === undefined ? [] : [healthPort]));
  return [
    sameVpc(network, balancer, instances),
    ...targetHops(network, balancer, port),
    ...[...new Set([port, ...health])].flatMap((each) => [
      outgoing(balancer, endOf(instances), each),
      incoming(instances, endOf(balancer), each),
    ]),
  ];
}

/** Whether a group of targets takes the instances in, and connects to the port that they listen at. */
function targetHops(network: Network, { targets }: Balancer, port: number): readonly Hop[] {
  const registered = registeredTargets(network);
  const groups = targets.filter(({ kind, names }) => kind === "instance" && names.some((each) => registered.has(each)));
  if (groups.length === 0) return [hop(false, "", "the Auto Scaling group registers its instances at no target group")];
  return groups.map((group) =>
    hop(
      group.port === port,
      `target group ${group.name} connects to ${port}`,
      `target group ${group.name} connects to ${group.port ?? "no port"}, and the instances listen at ${port}`,
    ),
  );
}

function registeredTargets({ resources }: Network): ReadonlySet<string> {
  const own = ofType(resources, types.autoScalingGroup).flatMap((group) =>
    referencesOf(group, "targetGroupArns", types.targetGroup),
  );
  const attached = ofType(resources, types.autoScalingAttachment).flatMap((attachment) =>
    referencesOf(attachment, "lbTargetGroupArn", types.targetGroup),
  );
  return new Set([...own, ...attached]);
}
