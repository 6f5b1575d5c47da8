import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAvailabilityZonesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import type { TestEmulator } from "../../testing/emulator.ts";

/** A VPC with a subnet in each of two zones, in which a test's subnet groups may be; gives the subnets' ids. */
export async function twoSubnets(emulator: TestEmulator, region: string): Promise<readonly [string, string]> {
  const ec2 = emulator.client(EC2Client, region);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
  const subnet = async (index: number) => {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: Vpc?.VpcId,
        CidrBlock: `10.9.${index}.0/24`,
        AvailabilityZone: AvailabilityZones[index]?.ZoneName,
      }),
    );
    return Subnet?.SubnetId ?? "";
  };
  return [await subnet(0), await subnet(1)];
}
