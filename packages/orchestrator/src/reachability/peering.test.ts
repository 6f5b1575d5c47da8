import { describe, expect, it } from "vitest";
import type { ResourceValues } from "../resources/values.ts";
import { checkReachability } from "./check-reachability.ts";
import { inFunctions, withProperties, without } from "./testing/cases.ts";
import { functionRegion, resource } from "./testing/region-resources.ts";
import type { ReachabilityTopology } from "./topology.ts";
import { types } from "./types.ts";

describe("of two VPCs that are to be peered", () => {
  const peered: ReachabilityTopology = { ...inFunctions, network: { peering: true } };
  const far = (all: readonly ResourceValues[]) =>
    withProperties("vpc", { cidrBlock: "10.20.0.0/16" })(all).map((each) =>
      each.name === "vpc" ? { ...each, id: "far-vpc", name: "far-vpc" } : withFarVpc(each),
    );
  const withFarVpc = (each: ResourceValues): ResourceValues =>
    each.properties["vpcId"] === "vpc" ? { ...each, properties: { ...each.properties, vpcId: "far-vpc" } } : each;
  const routes = (region: "eu-central-1" | "eu-central-2", destinationCidrBlock: string) =>
    ["a", "b"].map((zone) =>
      resource(region, types.route, `private-${zone}-far`, {
        routeTableId: `private-${zone}-table`,
        destinationCidrBlock,
        vpcPeeringConnectionId: "pcx",
      }),
    );
  const near = [...functionRegion(inFunctions, "primary"), ...routes("eu-central-1", "10.20.0.0/16")];
  const standby = [
    ...far(functionRegion(inFunctions, "standby")),
    ...routes("eu-central-2", "10.10.0.0/16"),
    resource("eu-central-2", types.peering, "pcx", { vpcId: "far-vpc", peerVpcId: "vpc" }),
  ];
  const accepter = resource("eu-central-1", types.peeringAccepter, "accepter", {
    vpcPeeringConnectionId: "pcx",
    autoAccept: true,
  });
  const peerings = (primaryRegion: readonly ResourceValues[], standbyRegion: readonly ResourceValues[]) =>
    checkReachability(
      peered,
      new Map([
        ["primary-region", primaryRegion],
        ["standby-region", standbyRegion],
      ]),
    )
      .filter(({ id }) => id.endsWith("-peering"))
      .map(({ id, ok, detail }) => [id, ok, detail.replace("checked statically: ", "")]);

  it("finds the routes in both directions' tables", () => {
    expect(peerings([...near, accepter], standby)).toEqual([
      [
        "reachability-primary-peering",
        true,
        "10.10.0.0/16 and 10.20.0.0/16 do not overlap; peering connection pcx is accepted; vpc has private route tables; " +
          "route table private-a-table leads 10.20.0.0/16 to far-vpc by the peering connection; " +
          "route table private-b-table leads 10.20.0.0/16 to far-vpc by the peering connection",
      ],
      [
        "reachability-standby-peering",
        true,
        "10.20.0.0/16 and 10.10.0.0/16 do not overlap; peering connection pcx is accepted; far-vpc has private route tables; " +
          "route table private-a-table leads 10.10.0.0/16 to vpc by the peering connection; " +
          "route table private-b-table leads 10.10.0.0/16 to vpc by the peering connection",
      ],
    ]);
  });

  it("finds a route that one direction lacks", () => {
    expect(peerings([...without("private-b-far")(near), accepter], standby)[0]).toEqual([
      "reachability-primary-peering",
      false,
      "route table private-b-table does not lead 10.20.0.0/16 (far-vpc) to the peering connection",
    ]);
  });

  it("finds a connection that nobody accepts, one that is not there, and networks that overlap", () => {
    expect(peerings(near, standby).map(([, , detail]) => detail)).toEqual([
      "nobody accepts peering connection pcx",
      "nobody accepts peering connection pcx",
    ]);
    expect(peerings([...near, accepter], without("pcx")(standby)).map(([, , detail]) => detail)).toEqual([
      "no peering connection between vpc in eu-central-1 and far-vpc in eu-central-2",
      "no peering connection between far-vpc in eu-central-2 and vpc in eu-central-1",
    ]);
    expect(
      peerings([...near, accepter], withProperties("far-vpc", { cidrBlock: "10.10.0.0/17" })(standby))[0]?.[2],
    ).toContain("10.10.0.0/16 and 10.10.0.0/17 overlap");
  });
});
