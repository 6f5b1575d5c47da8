import { PublishCommand } from "@aws-sdk/client-sns";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { ledgerPartition } from "@tandem/config/control";
import { asError } from "../common/errors.ts";
import type { Log } from "../common/log.ts";
import { bounded } from "../common/within.ts";
import type { Outcome } from "./conditional.ts";
import { controllerMetrics } from "./metrics.ts";
import type { Place, Places } from "./places.ts";
import type { Notice } from "./state.ts";

/** How long the primary's topic may take, in milliseconds: a region that is dark keeps nothing else waiting. */
const otherTopicMs = 1000;

/** Most characters of an SNS subject. Source: SNS API reference, Publish. */
const subjectLength = 100;

/** Says one thing to ledger, metrics and topics. Throws where it was not taken. */
export type Recorder = (notice: Notice, signal: AbortSignal) => Promise<Outcome>;

export interface RecorderPorts {
  readonly places: Places;
  readonly stateTable: string;
  readonly environment: string;
  readonly log: Log;
  /** Counts in CloudWatch, at once. */
  readonly count: (metric: string, value: 0 | 1) => void;
}

/**
 * Records and tells. What is told goes to the topics of both regions, and is done when this region's has taken it: the
 * other one may be what it is told about.
 */
export function createRecorder({ places, stateTable, environment, log, count }: RecorderPorts): Recorder {
  const publish = async ({ topics, topicArn }: Place, subject: string, message: unknown, abortSignal: AbortSignal) => {
    const Subject = `Tandem ${environment}: ${subject}`.slice(0, subjectLength);
    const command = new PublishCommand({ TopicArn: topicArn, Subject, Message: JSON.stringify(message) });
    await topics.send(command, { abortSignal });
  };
  const tell = async (subject: string, message: unknown, signal: AbortSignal): Promise<Outcome> => {
    await Promise.all([
      publish(places.standby, subject, message, signal),
      bounded(otherTopicMs, (own) => publish(places.primary, subject, message, own)).catch((error: unknown) => {
        log.warn(`the topic of ${places.primary.region} did not take "${subject}"`, asError(error));
        count(controllerMetrics.undelivered, 1);
      }),
    ]);
    return "done";
  };
  return async (notice, signal) => {
    const { id, at } = notice;
    switch (notice.kind) {
      case "record": {
        const { event, epoch, reasons } = notice;
        const sk = `${new Date(at).toISOString()}#${id}`;
        const Item = { pk: ledgerPartition, sk, id, event, epoch, at, reasons };
        await places.standby.items.send(new PutCommand({ TableName: stateTable, Item }), { abortSignal: signal });
        return "done";
      }
      case "notify": {
        const { subject, epoch, reasons } = notice;
        return await tell(subject, { id, environment, subject, epoch, at, reasons }, signal);
      }
      case "alarm": {
        const { name, raised } = notice;
        count(controllerMetrics.alarm(name), raised ? 1 : 0);
        const subject = `alarm ${name} ${raised ? "raised" : "cleared"}`;
        return await tell(subject, { id, environment, subject, name, raised, at }, signal);
      }
    }
  };
}
