import { healthAnswerOf, roles } from "@tandem/config";
import type { Role, Topology } from "@tandem/config";
import type { ProvingGround } from "../ports.ts";
import { check, expectStatus } from "./answers.ts";
import type { Check } from "./report.ts";

/**
 * Asks the functions that tell of a region's health past its load balancer, as Route 53 does, and for a payment, which they
 * have none of; nothing where a profile has no such functions.
 */
export async function checkHealthFunctions(
  call: ProvingGround["call"],
  topology: Pick<Topology, "store">,
  hosts: Readonly<Record<Role, string | undefined>>,
): Promise<readonly Check[]> {
  const checks = await Promise.all(
    roles.map(async (role) => {
      const host = hosts[role];
      if (host === undefined) return [];
      return [
        await check(`${role}-function-url`, () =>
          expectStatus(call(`https://${host}/ready`), 200, healthAnswerOf(topology, "/ready")),
        ),
        await check(`${role}-function-url-serves-health-alone`, () =>
          expectStatus(call(`https://${host}/transactions/any`), 404, ""),
        ),
      ];
    }),
  );
  return checks.flat();
}
