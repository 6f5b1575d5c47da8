import { CreateLaunchTemplateCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { TestEmulator } from "../../testing/emulator.ts";

/** Subnets in two zones of a region, and a launch template with one version. */
export async function makeGround(emulator: TestEmulator, region: string) {
  const ec2 = emulator.client(EC2Client, region);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const subnetIds: string[] = [];
  for (const [index, zone] of ["a", "b"].entries()) {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: Vpc?.VpcId,
        CidrBlock: `10.0.${index}.0/24`,
        AvailabilityZone: `${region}${zone}`,
      }),
    );
    subnetIds.push(Subnet?.SubnetId ?? "");
  }
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "trading",
      LaunchTemplateData: { InstanceType: "t4g.small" },
    }),
  );
  return { vpcId: Vpc?.VpcId ?? "", subnetIds, templateId: LaunchTemplate?.LaunchTemplateId ?? "" };
}
