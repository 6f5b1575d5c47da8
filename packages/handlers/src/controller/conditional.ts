import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { DynamoDBDocumentClient, UpdateCommandInput } from "@aws-sdk/lib-dynamodb";

/** What became of a call. `failed` also where it was outdated. */
export type Outcome = "done" | "failed";

/**
 * An update on a condition. Where it is refused, the item as it stands tells whether what was wanted is so already.
 * @param isSo Judges the item that stood against the update, by its attributes as DynamoDB gives them
 */
export async function updateOnCondition(
  client: DynamoDBDocumentClient,
  update: UpdateCommandInput & { readonly ConditionExpression: string },
  isSo: (item: Readonly<Record<string, AttributeValue>>) => boolean,
  abortSignal: AbortSignal,
): Promise<Outcome> {
  try {
    await client.send(new UpdateCommand({ ...update, ReturnValuesOnConditionCheckFailure: "ALL_OLD" }), {
      abortSignal,
    });
    return "done";
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item !== undefined && isSo(error.Item) ? "done" : "failed";
  }
}
