import { GetHealthCheckStatusCommand, Route53Client } from "@aws-sdk/client-route-53";
import { route53MetricsRegion } from "@tandem/config";
import type { CheckerReport } from "../ports.ts";

/** What Route 53's checkers say of an endpoint, with this process's own credentials and endpoints. */
export async function checkerReports(healthCheckId: string): Promise<readonly CheckerReport[]> {
  const client = new Route53Client({ region: route53MetricsRegion });
  try {
    const { HealthCheckObservations = [] } = await client.send(
      new GetHealthCheckStatusCommand({ HealthCheckId: healthCheckId }),
    );
    return HealthCheckObservations.map(({ Region = "", StatusReport }) => ({
      region: Region,
      status: StatusReport?.CheckedTime === undefined ? undefined : StatusReport.Status,
    }));
  } finally {
    client.destroy();
  }
}
