import { EC2Client } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { isLeft } from "./ec2-remains.ts";

/** A client that answers every call so. */
function answering(answer: () => unknown): EC2Client {
  const client = new EC2Client({ region: "us-east-1" });
  client.send = (async () => answer()) as EC2Client["send"];
  return client;
}

const kinds = [
  [
    "instance/i-1",
    (State: string) => ({ Reservations: [{ Instances: [{ State: { Name: State } }] }] }),
    "running",
    "terminated",
    "InvalidInstanceID.NotFound",
  ],
  ["natgateway/nat-1", (State: string) => ({ NatGateways: [{ State }] }), "available", "deleted", "NatGatewayNotFound"],
  [
    "vpc-endpoint/vpce-1",
    (State: string) => ({ VpcEndpoints: [{ State }] }),
    "available",
    "Deleted",
    "InvalidVpcEndpointId.NotFound",
  ],
] as const;

describe.for(kinds)("%s", ([resource, of, there, gone, missing]) => {
  const left = (answer: () => unknown) => isLeft(resource, () => answering(answer));

  it("is left as long as it is not gone", async () => {
    expect(await left(() => of(there))).toBe(true);
    expect(await left(() => of(gone))).toBe(false);
    expect(await left(() => ({}))).toBe(false);
  });

  it("is not left where EC2 does not know it, and nothing else is taken for that", async () => {
    const failing = (name: string) =>
      left(() => {
        throw Object.assign(new Error(name), { name });
      });
    expect(await failing(missing)).toBe(false);
    await expect(failing("UnauthorizedOperation")).rejects.toThrow("UnauthorizedOperation");
  });
});

it("takes the Tagging API's word for every other kind", async () => {
  const never = () => {
    throw new Error("EC2 was asked");
  };
  expect(await isLeft("vpc/vpc-1", never)).toBe(true);
});
