import { containsCidr, overlapCidr, parseCidr } from "cidr-tools";
import { stringifyIp } from "ip-bigint";
import { nameOf } from "./arguments.ts";
import type { SubnetSpec } from "./arguments.ts";

/** One subnet as awsx lays it out. */
export interface PlacedSubnet {
  readonly spec: SubnetSpec;
  /** Its logical name, and its `Name` tag: `dr-public-1`. */
  readonly name: string;
  readonly zone: string;
  readonly cidrBlock: string;
}

/**
 * The layout that awsx calls "Auto": the VPC's block is divided evenly, by a power of two, among the zones; in each zone
 * the subnets follow one another in the order of their specs, each at the next place that fits its size. One without a
 * mask gets an even share, by a power of two, of its zone.
 * @param name the component's
 * @throws Error when a zone's subnets do not fit into its share, or would overlap another's
 */
export function layOut(
  name: string,
  cidrBlock: string,
  zones: readonly string[],
  specs: readonly SubnetSpec[],
): PlacedSubnet[] {
  const vpc = parseCidr(cidrBlock);
  const zoneMask = Number(vpc.prefix) + bitsFor(zones.length);
  const evenMask = zoneMask + bitsFor(specs.length);
  const masks = specs.map(({ cidrMask = evenMask }) => cidrMask);
  const needed = masks.reduce((sum, mask) => sum + sizeOf(mask), 0n);
  if (needed > sizeOf(zoneMask)) {
    throw new Error(
      `the subnets of a zone want ${needed} addresses, of which its share of ${cidrBlock} has ${sizeOf(zoneMask)}`,
    );
  }
  const placed = zones.flatMap((zone, zoneIndex) => {
    let next = vpc.start + BigInt(zoneIndex) * sizeOf(zoneMask);
    return specs.map((spec, index) => {
      const mask = masks[index] ?? evenMask;
      const start = alignUp(next, sizeOf(mask));
      next = start + sizeOf(mask);
      const block = `${stringifyIp({ number: start, version: 4 })}/${mask}`;
      return { spec, name: `${name}-${nameOf(spec)}-${zoneIndex + 1}`, zone, cidrBlock: block };
    });
  });
  refuseMisplaced(cidrBlock, placed);
  return placed;
}

/** Gaps for alignment may push a zone's last subnet into the next zone, or out of the VPC, which awsx leaves to AWS. */
function refuseMisplaced(cidrBlock: string, placed: readonly PlacedSubnet[]): void {
  for (const [index, one] of placed.entries()) {
    const other = placed.slice(index + 1).find((later) => overlapCidr(one.cidrBlock, later.cidrBlock));
    const where = containsCidr(cidrBlock, one.cidrBlock) ? undefined : `lies outside of ${cidrBlock}`;
    const fault = other === undefined ? where : `overlaps ${other.name} (${other.cidrBlock})`;
    if (fault === undefined) continue;
    throw new Error(`${one.name} (${one.cidrBlock}) ${fault}: order the specs by size, or make them smaller`);
  }
}

/** How many bits tell so many things apart. */
function bitsFor(count: number): number {
  return Math.ceil(Math.log2(count));
}

/** The addresses in an IPv4 block. */
function sizeOf(mask: number): bigint {
  return 2n ** BigInt(32 - mask);
}

function alignUp(address: bigint, size: bigint): bigint {
  return ((address + size - 1n) / size) * size;
}
