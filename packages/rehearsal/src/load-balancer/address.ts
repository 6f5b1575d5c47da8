import { regionNames } from "@tandem/config";

/** What the second part of a balancer's address counts regions from; 127.0.0.1 is none. */
const firstRegion = 64;

/**
 * The addresses to which names of load balancers lead: one each, of the machine's own loopback network and of its region's
 * part of it. Nobody listens there: clients connect to the region gate and name the address, as they would at AWS by
 * connecting to it. AWS gives a balancer one in each of its zones.
 */
export class BalancerAddresses {
  readonly #addresses = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** The address of a balancer, the same as long as the sandbox runs. @param name its DNS name, in lower case */
  of(name: string, region: string): string {
    const known = this.#addresses.get(name);
    if (known !== undefined) return known;
    const number = this.#addresses.size + 1;
    const index = regionNames.findIndex((candidate) => candidate === region);
    if (index === -1) throw new Error(`${name}: ${region} is no region`);
    const address = `127.${firstRegion + index}.${Math.floor(number / 256)}.${number % 256}`;
    this.#addresses.set(name, address);
    this.#names.set(address, name);
    return address;
  }

  /** The DNS name of the balancer at an address. */
  nameAt(address: string): string | undefined {
    return this.#names.get(address);
  }
}

/** The region in a balancer's DNS name, which is in lower case; undefined for every other name. */
export function regionOfName(name: string): string | undefined {
  return /^[a-z0-9-]+\.(?<region>[a-z0-9-]+)\.elb\.amazonaws\.com$/.exec(name)?.groups?.["region"];
}

/** The region of a balancer's address; undefined for every other text. */
export function regionOfAddress(address: string): string | undefined {
  const part = /^127\.(?<part>\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(address)?.groups?.["part"];
  return part === undefined ? undefined : regionNames[Number(part) - firstRegion];
}
