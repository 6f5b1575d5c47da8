import { DescribeInstancesCommand, DescribeNatGatewaysCommand, DescribeVpcEndpointsCommand } from "@aws-sdk/client-ec2";
import type { EC2Client } from "@aws-sdk/client-ec2";

/** The state of what EC2 and the Tagging API show for about an hour after it is gone, by kind. */
const shownLonger: Readonly<Record<string, (ec2: Pick<EC2Client, "send">, id: string) => Promise<string | undefined>>> =
  {
    instance: async (ec2, id) => {
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
      return Reservations?.[0]?.Instances?.[0]?.State?.Name;
    },
    natgateway: async (ec2, id) =>
      (await ec2.send(new DescribeNatGatewaysCommand({ NatGatewayIds: [id] }))).NatGateways?.[0]?.State,
    "vpc-endpoint": async (ec2, id) =>
      (await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }))).VpcEndpoints?.[0]?.State,
  };

const goneStates = new Set(["terminated", "deleted", "failed"]);

/** EC2's words for what is not there. */
const missing = new Set(["InvalidInstanceID.NotFound", "NatGatewayNotFound", "InvalidVpcEndpointId.NotFound"]);

/**
 * Whether a resource of EC2 that the Tagging API names is still there.
 * @param resource the end of its ARN: `natgateway/nat-1`
 * @param client makes one of its region, which is closed again
 */
export async function isLeft(resource: string, client: () => EC2Client): Promise<boolean> {
  const [kind = "", id = ""] = resource.split("/");
  const stateOf = shownLonger[kind];
  if (stateOf === undefined) return true;
  const ec2 = client();
  try {
    const state = await stateOf(ec2, id);
    return state !== undefined && !goneStates.has(state.toLowerCase());
  } catch (error) {
    if (error instanceof Error && missing.has(error.name)) return false;
    throw error;
  } finally {
    ec2.destroy();
  }
}
