import { DescribeGlobalClustersCommand, RDSClient } from "@aws-sdk/client-rds";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { forwardWhole } from "../sandbox/forward.ts";
import type { WholeAnswer } from "../sandbox/forward.ts";
import { answerSubscriptionRequest, isSubscriptionAction } from "./event-subscription-requests.ts";
import { EventSubscriptions, eventMessage } from "./event-subscriptions.ts";
import type { RdsEvent } from "./event-subscriptions.ts";
import type { ServiceRequest, ServiceRequests } from "./service-requests.ts";

/** What tells that roles of a global database have moved. Source: the same page as the categories. */
const moves = {
  FailoverGlobalCluster: { id: "RDS-EVENT-0238", what: "Global failover", how: "completed" },
  SwitchoverGlobalCluster: { id: "RDS-EVENT-0185", what: "Global switchover", how: "finished" },
} as const;

/**
 * Passes requests to RDS on to the emulator, and keeps event subscriptions, which MiniStack 1.5.33 does not know: who may
 * not call an operation is refused by the emulator first. Topics are told when the roles of a global database have moved,
 * in the regions of both members; no other event is made.
 * @param emulator `http://127.0.0.1:<port>`
 */
export function rdsRequests(emulator: string): ServiceRequests {
  const config = (region: string) => ({ region, endpoint: emulator, credentials: rehearsalCredentials });
  const subscriptions = new EventSubscriptions();
  return async (request) => {
    const answer = await forwardWhole(emulator, request);
    if (isSubscriptionAction(request.action) && isUnknownThere(answer)) {
      return answerSubscriptionRequest(subscriptions.in(request.region), request, config(request.region));
    }
    const move = Object.entries(moves).find(([action]) => action === request.action)?.[1];
    if (move !== undefined && answer.status === 200) {
      for (const event of await eventsOf(move, request, new RDSClient(config(request.region)))) {
        await publish(event, subscriptions.topicsFor(event), new SNSClient(config(event.region)));
      }
    }
    return answer;
  };
}

/** Both members are told of the one that became the writer. */
async function eventsOf(
  { id, what, how }: (typeof moves)[keyof typeof moves],
  { body }: ServiceRequest,
  rds: RDSClient,
): Promise<RdsEvent[]> {
  const GlobalClusterIdentifier = new URLSearchParams(body.toString()).get("GlobalClusterIdentifier") ?? "";
  const { GlobalClusters } = await rds.send(new DescribeGlobalClustersCommand({ GlobalClusterIdentifier }));
  const members = GlobalClusters?.[0]?.GlobalClusterMembers ?? [];
  const writer = placeOf(members.find(({ IsWriter }) => IsWriter === true)?.DBClusterArn);
  return members.map(({ DBClusterArn }) => {
    const { arn, region, name } = placeOf(DBClusterArn);
    const message = `${what} to DB cluster ${writer.name} in Region ${writer.region} ${how}.`;
    return {
      region,
      id,
      category: "global-failover",
      sourceType: "db-cluster",
      sourceId: name,
      sourceArn: arn,
      message,
    };
  });
}

async function publish(event: RdsEvent, topics: readonly string[], sns: SNSClient): Promise<void> {
  for (const TopicArn of topics) {
    await sns.send(
      new PublishCommand({
        TopicArn,
        Subject: "RDS Notification Message",
        Message: eventMessage(event, new Date()),
        MessageAttributes: { EventID: { DataType: "String", StringValue: event.id } },
      }),
    );
  }
}

/** `arn:aws:rds:<region>:<account>:cluster:<name>` */
function placeOf(arn = ""): { readonly arn: string; readonly region: string; readonly name: string } {
  const parts = arn.split(":");
  return { arn, region: parts[3] ?? "", name: parts[6] ?? "" };
}

/** Whether the emulator let a request pass and then did not know the operation. */
function isUnknownThere({ status, body }: WholeAnswer): boolean {
  return status === 400 && body.includes("Unknown RDS action");
}
