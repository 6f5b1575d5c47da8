// The awsx plugin's stand-in. The engine starts it by its wrapper's name, and reads the port from the first line.
import { getAvailabilityZones } from "@pulumi/aws/getAvailabilityZones.js";
import type * as pulumi from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider/index.js";
import type { ConstructResult } from "@pulumi/pulumi/provider/index.js";
import { defaultZoneCount, parseArguments } from "./arguments.ts";
import type { VpcArguments } from "./arguments.ts";
import { Vpc } from "./vpc.ts";

/** The release of `@pulumi/awsx` whose component is followed. */
const followedVersion = "3.9.0";

async function construct(
  name: string,
  type: string,
  inputs: pulumi.Inputs,
  options: pulumi.ComponentResourceOptions,
): Promise<ConstructResult> {
  if (type !== "awsx:ec2:Vpc") throw new Error(`the awsx stand-in does not know ${type}; legal: awsx:ec2:Vpc`);
  const args = parseArguments(inputs);
  const { urn, outputs } = new Vpc(name, args, await zonesOf(args, options), options);
  return { urn, state: outputs };
}

/** The named zones, or as many as are wanted of the region's, by name. */
async function zonesOf(
  { availabilityZoneNames, numberOfAvailabilityZones: wanted = defaultZoneCount }: VpcArguments,
  { providers }: pulumi.ComponentResourceOptions,
): Promise<readonly string[]> {
  if (availabilityZoneNames !== undefined) return availabilityZoneNames;
  const provider = providers !== undefined && !Array.isArray(providers) ? providers["aws"] : undefined;
  const { names } = await getAvailabilityZones({}, provider === undefined ? {} : { provider });
  if (names.length < wanted) throw new Error(`the region has ${names.length} availability zones, not ${wanted}`);
  return names.slice(0, wanted);
}

// As with the aws stand-in: the engine ends its plugins by SIGINT, and holds the other end of standard input.
process.once("SIGINT", () => process.exit());
process.stdin.once("end", () => process.exit());
process.stdin.resume();

await main({ version: followedVersion, construct }, process.argv.slice(2));
