import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { forwardWhole } from "../sandbox/forward.ts";
import type { WholeAnswer } from "../sandbox/forward.ts";
import { answerSubscriptionRequest, isSubscriptionAction } from "./event-subscription-requests.ts";
import { removeAutomaticSnapshots } from "./automatic-snapshots.ts";
import { EventSubscriptions, eventMessage } from "./event-subscriptions.ts";
import type { RdsEvent } from "./event-subscriptions.ts";
import type { ServiceRequests } from "./service-requests.ts";
import { SnapshotCopies } from "./snapshot-copies.ts";

/** RDS as far as MiniStack 1.5.33 knows it, with its event subscriptions and copies of clusters' snapshots. */
export interface RdsGap {
  readonly requests: ServiceRequests;
  /** Tells the topics that have subscribed to an event; no other event is made than those that are told here. */
  tell(event: RdsEvent): Promise<void>;
}

/**
 * Passes requests to RDS on to the emulator, and answers those about event subscriptions and copies of snapshots, which it does
 * not know: who may not call an operation is refused by the emulator first.
 * @param emulator `http://127.0.0.1:<port>`
 */
export function rdsGap(emulator: string): RdsGap {
  const config = (region: string) => ({ region, endpoint: emulator, credentials: rehearsalCredentials });
  const subscriptions = new EventSubscriptions();
  const copies = new SnapshotCopies();
  return {
    async requests(request) {
      const answer = await forwardWhole(emulator, request);
      const { action, region } = request;
      if (action === "DeleteDBCluster" && answer.status < 300) await removeAutomaticSnapshots(request, config(region));
      if (!isUnknownThere(answer)) return copies.shown(answer);
      if (isSubscriptionAction(action)) {
        return answerSubscriptionRequest(subscriptions.in(region), request, config(region));
      }
      return action === "CopyDBClusterSnapshot" ? copies.answer(request, config(region)) : answer;
    },
    async tell(event) {
      const sns = new SNSClient(config(event.region));
      for (const TopicArn of subscriptions.topicsFor(event)) {
        await sns.send(
          new PublishCommand({
            TopicArn,
            Subject: "RDS Notification Message",
            Message: eventMessage(event, new Date()),
            MessageAttributes: { EventID: { DataType: "String", StringValue: event.id } },
          }),
        );
      }
    },
  };
}

/** Whether the emulator let a request pass and then did not know the operation. */
function isUnknownThere({ status, body }: WholeAnswer): boolean {
  return status === 400 && body.includes("Unknown RDS action");
}
