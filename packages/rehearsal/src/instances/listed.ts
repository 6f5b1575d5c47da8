import * as z from "zod";

/** Where a gate lists the instances of its sandbox. */
export const instancesPath = "/_tandem/instances";

/** One instance, as the gate lists it. */
export const listedInstanceSchema = z.strictObject({
  instanceId: z.string(),
  region: z.string(),
  groupName: z.string(),
  /** At which port of 127.0.0.1 its program listens; null while it does not. */
  port: z.nullable(z.int()),
  /** Its process; null while there is none. */
  pid: z.nullable(z.int()),
  /** How often its program was started again after it ended by itself. */
  restarts: z.int(),
  /** The role in its instance profile; null until it has booted. */
  roleArn: z.nullable(z.string()),
  /** The access keys with which it calls AWS, the oldest first. */
  accessKeys: z.array(z.string()).readonly(),
  /** Whether its group has ended it: what it was is still told. */
  terminated: z.boolean(),
});
export type ListedInstance = z.infer<typeof listedInstanceSchema>;

/** The instances of the sandbox behind a gate, and those that there were. @param endpoint the gate's */
export async function listInstances(endpoint: string): Promise<readonly ListedInstance[]> {
  const response = await fetch(`${endpoint}${instancesPath}`);
  return z.array(listedInstanceSchema).parse(await response.json());
}
