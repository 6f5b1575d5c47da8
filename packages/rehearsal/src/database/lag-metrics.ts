import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import type { Lag } from "./positions.ts";

/** A secondary that follows its writer, and how far it is behind. */
export interface MeasuredStandby {
  readonly region: string;
  readonly cluster: string;
  readonly lag: Lag;
}

/** How often Aurora tells its lag, in milliseconds. Source: "Monitoring an Aurora global database". */
const periodMs = 60_000;

/**
 * Tells CloudWatch how far secondaries are behind, as Aurora does: once a minute, in the secondary's region, by its cluster's
 * identifier; MiniStack 1.5.33 has neither metric. A secondary that is not measured has no data.
 * @param emulator `http://127.0.0.1:<port>`
 */
export class LagMetrics {
  readonly #emulator: string;
  readonly #measure: () => Promise<readonly MeasuredStandby[]>;
  #timer: NodeJS.Timeout | undefined;

  constructor(emulator: string, measure: () => Promise<readonly MeasuredStandby[]>) {
    this.#emulator = emulator;
    this.#measure = measure;
  }

  /** Tells them now, and every minute from now on. Does nothing when it has begun before. */
  begin(): void {
    if (this.#timer !== undefined) return;
    const tell = (): void => {
      // A reading that fails is one without data.
      this.#tell().catch(() => undefined);
    };
    this.#timer = setInterval(tell, periodMs);
    tell();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #tell(): Promise<void> {
    for (const { region, cluster, lag } of await this.#measure()) {
      const Dimensions = [{ Name: "DBClusterIdentifier", Value: cluster }];
      const metric = (MetricName: string) => ({
        MetricName,
        Dimensions,
        Value: lag.milliseconds,
        Unit: "Milliseconds" as const,
      });
      const client = new CloudWatchClient({ region, endpoint: this.#emulator, credentials: rehearsalCredentials });
      await client.send(
        new PutMetricDataCommand({
          Namespace: "AWS/RDS",
          MetricData: [metric("AuroraGlobalDBReplicationLag"), metric("AuroraGlobalDBRPOLag")],
        }),
      );
    }
  }
}
