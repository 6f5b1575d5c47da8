import fc from "fast-check";
import { containsCidr, overlapCidr } from "cidr-tools";
import { describe, expect, it } from "vitest";
import type { SubnetSpec } from "./arguments.ts";
import { layOut } from "./subnet-layout.ts";

const zonesOf = (count: number) => Array.from({ length: count }, (_, index) => `zone-${index + 1}`);

/** The layout; nothing where it is refused. */
function laidOut(cidrBlock: string, zones: number, specs: readonly SubnetSpec[]) {
  try {
    return layOut("v", cidrBlock, zonesOf(zones), specs);
  } catch (error) {
    if (error instanceof Error && /overlaps|outside|want \d+ addresses/.test(error.message)) return [];
    throw error;
  }
}

describe("layOut", () => {
  // What the code of pulumi-awsx, as of 2026-08-20, gives for the same arguments.
  it.for([
    {
      cidrBlock: "10.10.0.0/16",
      zones: 3,
      specs: [
        { type: "Public", cidrMask: 24 },
        { type: "Private", cidrMask: 20 },
      ],
      layout: [
        ["v-public-1", "10.10.0.0/24"],
        ["v-private-1", "10.10.16.0/20"],
        ["v-public-2", "10.10.64.0/24"],
        ["v-private-2", "10.10.80.0/20"],
        ["v-public-3", "10.10.128.0/24"],
        ["v-private-3", "10.10.144.0/20"],
      ],
    },
    {
      cidrBlock: "10.20.0.0/16",
      zones: 2,
      specs: [{ type: "Public" }],
      layout: [
        ["v-public-1", "10.20.0.0/17"],
        ["v-public-2", "10.20.128.0/17"],
      ],
    },
    {
      cidrBlock: "10.30.0.0/16",
      zones: 2,
      specs: [
        { type: "Private", name: "app", cidrMask: 20 },
        { type: "Public", cidrMask: 24 },
        { type: "Isolated", name: "data", cidrMask: 24 },
      ],
      layout: [
        ["v-app-1", "10.30.0.0/20"],
        ["v-public-1", "10.30.16.0/24"],
        ["v-data-1", "10.30.17.0/24"],
        ["v-app-2", "10.30.128.0/20"],
        ["v-public-2", "10.30.144.0/24"],
        ["v-data-2", "10.30.145.0/24"],
      ],
    },
    {
      cidrBlock: "10.40.0.0/18",
      zones: 3,
      specs: [{ type: "Public" }, { type: "Private" }, { type: "Isolated" }],
      layout: [
        ["v-public-1", "10.40.0.0/22"],
        ["v-private-1", "10.40.4.0/22"],
        ["v-isolated-1", "10.40.8.0/22"],
        ["v-public-2", "10.40.16.0/22"],
        ["v-private-2", "10.40.20.0/22"],
        ["v-isolated-2", "10.40.24.0/22"],
        ["v-public-3", "10.40.32.0/22"],
        ["v-private-3", "10.40.36.0/22"],
        ["v-isolated-3", "10.40.40.0/22"],
      ],
    },
    {
      cidrBlock: "172.16.128.0/20",
      zones: 2,
      specs: [
        { type: "Public", cidrMask: 26 },
        { type: "Unused", cidrMask: 26 },
        { type: "Private", cidrMask: 23 },
      ],
      layout: [
        ["v-public-1", "172.16.128.0/26"],
        ["v-unused-1", "172.16.128.64/26"],
        ["v-private-1", "172.16.130.0/23"],
        ["v-public-2", "172.16.136.0/26"],
        ["v-unused-2", "172.16.136.64/26"],
        ["v-private-2", "172.16.138.0/23"],
      ],
    },
    { cidrBlock: "10.0.0.0/24", zones: 1, specs: [{ type: "Public" }], layout: [["v-public-1", "10.0.0.0/24"]] },
  ] as const)("lays $specs out in $zones zones of $cidrBlock as awsx does", ({ cidrBlock, zones, specs, layout }) => {
    const placed = layOut("v", cidrBlock, zonesOf(zones), specs);
    expect(placed.map((subnet) => [subnet.name, subnet.cidrBlock])).toEqual(layout);
    expect(new Set(placed.map(({ zone }) => zone))).toEqual(new Set(zonesOf(zones)));
  });

  it("refuses what does not fit into a zone's share", () => {
    const specs = [
      { type: "Public", cidrMask: 25 },
      { type: "Private", cidrMask: 25 },
    ] as const;
    expect(() => layOut("v", "10.0.0.0/24", zonesOf(2), specs)).toThrow(
      "the subnets of a zone want 256 addresses, of which its share of 10.0.0.0/24 has 128",
    );
  });

  it("refuses gaps that push a zone's subnets out of it", () => {
    const specs = [
      { type: "Public", cidrMask: 26 },
      { type: "Private", cidrMask: 25 },
      { type: "Isolated", cidrMask: 26 },
    ] as const;
    expect(() => layOut("v", "10.0.0.0/23", zonesOf(2), specs)).toThrow(
      "v-isolated-1 (10.0.1.0/26) overlaps v-public-2 (10.0.1.0/26): order the specs by size, or make them smaller",
    );
    expect(() => layOut("v", "10.0.0.0/24", zonesOf(1), specs)).toThrow(
      "v-isolated-1 (10.0.1.0/26) lies outside of 10.0.0.0/24: order the specs by size, or make them smaller",
    );
  });

  it("never lets subnets overlap or leave the VPC's block", () => {
    const types = ["Public", "Private", "Isolated"] as const;
    const masks = fc.array(fc.integer({ min: 18, max: 28 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 24 }), fc.integer({ min: 1, max: 3 }), masks, (prefix, zones, wanted) => {
        const cidrBlock = `10.32.0.0/${prefix}`;
        const specs = wanted.map((cidrMask, index) => ({ type: types[index] ?? "Public", cidrMask }));
        const placed = laidOut(cidrBlock, zones, specs);
        const blocks = placed.map((subnet) => subnet.cidrBlock);
        expect(containsCidr(cidrBlock, blocks)).toBe(true);
        for (const [index, block] of blocks.entries()) {
          expect(blocks.slice(index + 1).some((other) => overlapCidr(block, other))).toBe(false);
        }
      }),
    );
  });
});
