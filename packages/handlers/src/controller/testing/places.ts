import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { reach } from "../places.ts";
import type { Side } from "../readings.ts";

const regions = { primary: "us-east-1", standby: "us-east-2" } as const;

/** Both regions over mocked clients; one that nothing is scripted for answers with nothing. */
export function mockedPlaces() {
  const settings = (side: Side) => ({
    region: regions[side],
    bucket: `docs-${side}`,
    topicArn: `arn:aws:sns:${regions[side]}:123456789012:alerts`,
  });
  const places = reach({ primary: settings("primary"), standby: settings("standby") });
  const mocks = (side: Side) => ({
    items: mockClient(places[side].items),
    objects: mockClient(places[side].objects),
    topics: mockClient(places[side].topics),
  });
  return { places, primary: mocks("primary"), standby: mocks("standby") };
}

/** A refused condition, with the item that stood against it. */
export function refused(item?: Record<string, AttributeValue>): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    message: "the conditional request failed",
    $metadata: {},
    ...(item === undefined ? {} : { Item: item }),
  });
}

/** A signal that never aborts. */
export const idle = new AbortController().signal;
