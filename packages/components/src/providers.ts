import * as aws from "@pulumi/aws";
import type { Role, Topology } from "@tandem/config";

/**
 * The explicit providers of a stack, one for each region that it works in; nothing else makes one. They refuse every
 * account but the environment's own.
 */
export function regionalProviders<R extends Role>(
  topology: Pick<Topology, "regions" | "accountId">,
  wanted: readonly R[],
): Readonly<Record<R, aws.Provider>> {
  const providers = wanted.map((role) => [
    role,
    new aws.Provider(`aws-${role}`, {
      region: topology.regions[role],
      allowedAccountIds: [topology.accountId],
    }),
  ]);
  return Object.fromEntries(providers) as Readonly<Record<R, aws.Provider>>;
}
