/** Who is told of which events of RDS in one region. */
export interface EventSubscription {
  readonly name: string;
  readonly topicArn: string;
  /** Undefined: events of every kind of source. */
  readonly sourceType: string | undefined;
  /** Empty: every source. */
  readonly sourceIds: readonly string[];
  /** Empty: every category. */
  readonly categories: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: Date;
}

/** The categories of each kind of source. Source: "Amazon RDS event categories and event messages for Aurora". */
export const eventCategories: Readonly<Record<string, readonly string[]>> = {
  "db-cluster": [
    "configuration change",
    "creation",
    "deletion",
    "failover",
    "failure",
    "global-failover",
    "maintenance",
    "migration",
    "notification",
    "serverless",
  ],
  "db-instance": [
    "availability",
    "backtrack",
    "backup",
    "configuration change",
    "creation",
    "deletion",
    "failover",
    "failure",
    "low storage",
    "maintenance",
    "notification",
    "read replica",
    "recovery",
    "restoration",
    "security",
    "security patching",
  ],
};

/** An event of RDS, as far as subscriptions tell them apart. */
export interface RdsEvent {
  readonly region: string;
  /** `RDS-EVENT-0238` */
  readonly id: string;
  readonly category: string;
  readonly sourceType: "db-cluster";
  readonly sourceId: string;
  readonly sourceArn: string;
  readonly message: string;
}

/** The event subscriptions of every region, of which MiniStack 1.5.33 knows nothing. */
export class EventSubscriptions {
  readonly #byRegion = new Map<string, Map<string, EventSubscription>>();

  in(region: string): Map<string, EventSubscription> {
    const there = this.#byRegion.get(region) ?? new Map<string, EventSubscription>();
    this.#byRegion.set(region, there);
    return there;
  }

  /** The topics that are told of an event, each once. */
  topicsFor(event: RdsEvent): string[] {
    const matching = [...this.in(event.region).values()].filter((subscription) => isFor(subscription, event));
    return [...new Set(matching.map(({ topicArn }) => topicArn))];
  }
}

function isFor({ enabled, sourceType, sourceIds, categories }: EventSubscription, event: RdsEvent): boolean {
  return (
    enabled &&
    (sourceType === undefined || sourceType === event.sourceType) &&
    (sourceIds.length === 0 || sourceIds.includes(event.sourceId)) &&
    (categories.length === 0 || categories.includes(event.category))
  );
}

/** The message that a topic gets. Source: the example in "Overview of Amazon RDS event notification". */
export function eventMessage(event: RdsEvent, at: Date): string {
  return JSON.stringify({
    "Event Source": event.sourceType,
    "Event Time": `${at.toISOString().slice(0, 19).replace("T", " ")}.000`,
    "Identifier Link": `https://console.aws.amazon.com/rds/home?region=${event.region}`,
    "Source ID": event.sourceId,
    "Source ARN": event.sourceArn,
    "Event ID": `http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html#${event.id}`,
    "Event Message": event.message,
  });
}
