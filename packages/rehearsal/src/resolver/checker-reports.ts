import { GetHealthCheckStatusCommand, Route53Client } from "@aws-sdk/client-route-53";
import type { CheckerReport } from "@tandem/orchestrator/ports";
import { rehearsalCredentials } from "../sandbox/environment.ts";

/** What the checkers of an endpoint say, as AWS tells it. One that has not asked yet is not listed. @param endpoint the gate's */
export async function checkerReports(endpoint: string, healthCheckId: string): Promise<readonly CheckerReport[]> {
  const client = new Route53Client({ endpoint, region: "us-east-1", credentials: rehearsalCredentials });
  try {
    const status = await client.send(new GetHealthCheckStatusCommand({ HealthCheckId: healthCheckId }));
    return (status.HealthCheckObservations ?? []).map(({ Region = "", StatusReport }) => ({
      region: Region,
      status: StatusReport?.Status,
    }));
  } finally {
    client.destroy();
  }
}
