import type { Region } from "@tandem/config";
import type { ProvingGround } from "../ports.ts";
import type { DatabaseState } from "./databases.ts";
import type { LoadDone, LoadFigures, LoadOptions, LoadRun } from "./load.ts";
import type { PlainFailover } from "./plain-failover.ts";

/** What a drill can do with a ground beyond what a rehearsal does; also with one that another process started. */
export interface DrillGround extends Pick<
  ProvingGround,
  "emulator" | "modelled" | "call" | "resolve" | "start" | "item" | "setFaults"
> {
  /** Starts clients that write, and one that reads, until they are stopped. */
  load(options: LoadOptions): Promise<LoadRun>;
  /** Reads back what clients wrote, at a region's `apiEndpoint`. */
  audit(done: LoadDone, apiEndpoint: string): Promise<LoadFigures>;
  /** Writes an item, past every policy. */
  putItem(table: string, item: Readonly<Record<string, unknown>>, region: Region): Promise<void>;
  /** What has been published to a topic since the ground began to listen to it, which the first call does. */
  messages(topicArn: string): Promise<readonly { readonly subject: string | undefined; readonly body: string }[]>;
  /** The databases behind Aurora global clusters; none where there is no such cluster. */
  databases(): Promise<readonly DatabaseState[]>;
  /** Ends every process of a function by SIGKILL. */
  kill(functionName: string, region: Region): Promise<void>;
  /** Deletes a schedule of the default group. */
  removeSchedule(name: string, region: Region): Promise<void>;
  /** Makes the failover name hang on a new check of the primary's endpoint, and returns once every checker finds it well. */
  plainFailover(wanted: PlainFailover): Promise<void>;
  /** Makes the cluster of this region the writer of a global database, whatever the writer has that is not there yet. */
  promote(globalCluster: string, region: Region): Promise<void>;
}
