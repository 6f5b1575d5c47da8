import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { beforeAll } from "vitest";
import type { TestEmulator } from "../../testing/emulator.ts";

/** A VPC with a subnet in each of two zones, for what lives in one; its ids are known inside tests and hooks. */
export interface TestVpc {
  readonly id: string;
  readonly subnetA: string;
  readonly subnetB: string;
}

/** Makes a VPC before the file's first test. It goes with the emulator. */
export function useVpc(emulator: TestEmulator, region: string): TestVpc {
  const vpc = { id: "", subnetA: "", subnetB: "" };
  beforeAll(async () => {
    const client = emulator.client(EC2Client, region);
    const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
    const id = Vpc?.VpcId ?? "";
    const subnetIn = async (zone: string, CidrBlock: string): Promise<string> => {
      const command = new CreateSubnetCommand({ VpcId: id, CidrBlock, AvailabilityZone: `${region}${zone}` });
      return (await client.send(command)).Subnet?.SubnetId ?? "";
    };
    Object.assign(vpc, {
      id,
      subnetA: await subnetIn("a", "10.9.0.0/24"),
      subnetB: await subnetIn("b", "10.9.1.0/24"),
    });
  });
  return vpc;
}
