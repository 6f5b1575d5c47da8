import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from "@aws-sdk/client-cloudwatch-logs";
import { userAgentAppId } from "../sandbox/function-source.ts";
import type { InstanceCredentials } from "./role-credentials.ts";

export interface LogStreamPlace {
  /** The region gate's address. */
  readonly gate: string;
  readonly region: string;
  readonly logGroup: string;
  /** The stream's name. */
  readonly instanceId: string;
  readonly credentials: InstanceCredentials;
}

/** The longest that one call may take, in milliseconds: an instance that ends waits for its last lines. */
const patienceMs = 5000;

/**
 * The log stream of one instance, written as the CloudWatch agent does: through the gate and with the instance's own
 * credentials, so that IAM and faults hold for it. It is made before its first event, and again when one was refused.
 */
export class InstanceLogStream {
  readonly #names: { readonly logGroupName: string; readonly logStreamName: string };
  readonly #client: CloudWatchLogsClient;
  #isMade = false;

  constructor({ gate, region, logGroup, instanceId, credentials }: LogStreamPlace) {
    this.#names = { logGroupName: logGroup, logStreamName: instanceId };
    this.#client = new CloudWatchLogsClient({
      region,
      endpoint: gate,
      credentials: () => credentials.current(),
      userAgentAppId: userAgentAppId(region),
      maxAttempts: 1,
    });
  }

  /** Each line is an event of now: the agent parses no time out of it either. */
  async put(lines: readonly string[]): Promise<void> {
    if (!this.#isMade) await this.#make();
    const timestamp = Date.now();
    const logEvents = lines.map((message) => ({ timestamp, message }));
    this.#isMade = false;
    await this.#client.send(new PutLogEventsCommand({ ...this.#names, logEvents }), this.#patience);
    this.#isMade = true;
  }

  close(): void {
    this.#client.destroy();
  }

  async #make(): Promise<void> {
    try {
      await this.#client.send(new CreateLogStreamCommand(this.#names), this.#patience);
    } catch (error) {
      if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    }
  }

  get #patience() {
    return { abortSignal: AbortSignal.timeout(patienceMs) };
  }
}
