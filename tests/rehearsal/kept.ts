import { topologySchema } from "@tandem/config";
import type { Topology } from "@tandem/config";
import { tandem } from "../tandem.ts";

/** Whom the emulator lets do everything. */
export const administrator = { accessKeyId: "test", secretAccessKey: "test" };

/** Where the emulator of a kept rehearsal is, and what its environment is made of. */
export async function openKept(
  environment: string,
): Promise<{ readonly endpoint: string; readonly topology: Topology }> {
  const inShell = async (...command: string[]) => (await tandem("shell", environment, "--", ...command)).stdout;
  const endpoint = (await inShell("printenv", "AWS_ENDPOINT_URL")).trim();
  const output = ["stack", "output", "topology", "--json", "--stack", environment];
  const topology = topologySchema.parse(JSON.parse(await inShell("pulumi", "-C", "stacks/shared", ...output)));
  return { endpoint, topology };
}
