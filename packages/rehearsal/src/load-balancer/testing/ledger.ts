import { deployBalancer, deployFunction } from "./balancer.ts";
import type { DeployedBalancer } from "./balancer.ts";

/** Answers with its region and event, a document, its health, nothing that a balancer can use, or not at all. */
const code = `
export async function handler(event) {
  const region = process.env.AWS_REGION;
  if (event.path === "/document") {
    return { statusCode: 200, headers: { "content-type": "image/png" }, body: "AP8K", isBase64Encoded: true };
  }
  if (event.path === "/health") return { statusCode: 200, headers: {}, body: JSON.stringify({ status: "healthy", region }) };
  if (event.path === "/broken") return "no answer";
  if (event.path === "/fails") throw new Error("failed");
  return { statusCode: 201, headers: { "content-type": "application/json" }, body: JSON.stringify({ region, event }) };
}`;

/** What the function behind {@link deployLedger} answers. */
export interface Echo {
  readonly region: string;
  readonly event: { readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly path: string };
}

/** Makes a balancer in front of a function of its region, whose health it checks. */
export async function deployLedger(endpoint: string, region: string): Promise<DeployedBalancer> {
  const balancer = await deployBalancer(endpoint, region, "ledger", {
    TargetType: "lambda",
    HealthCheckEnabled: true,
    HealthCheckPath: "/health",
    HealthCheckIntervalSeconds: 5,
    HealthCheckTimeoutSeconds: 4,
    UnhealthyThresholdCount: 2,
  });
  await balancer.register(await deployFunction(endpoint, region, "ledger", code));
  return balancer;
}
