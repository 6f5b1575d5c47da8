import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListTagsForResourceCommand, SSMClient, paginateDescribeParameters } from "@aws-sdk/client-ssm";
import { everyItem, input, ofName, tagsOf, unlessMissing } from "./wanted.ts";
import type { Finder } from "./wanted.ts";

/** One that waits for its deletion is gone. */
export const secret: Finder = async (wanted) => {
  const call = wanted.client(SecretsManagerClient).send(new DescribeSecretCommand({ SecretId: input(wanted, "name") }));
  const found = await unlessMissing(call, "ResourceNotFoundException");
  if (found?.ARN === undefined || found.DeletedDate !== undefined) return "absent";
  return ofName(wanted, found.ARN, tagsOf(found.Tags));
};

export const parameter: Finder = async (wanted) => {
  const client = wanted.client(SSMClient);
  const name = input(wanted, "name");
  const ParameterFilters = [{ Key: "Name", Option: "Equals", Values: [name] }];
  const found = await everyItem(
    paginateDescribeParameters({ client }, { ParameterFilters }),
    (page) => page.Parameters,
  );
  if (!found.some(({ Name }) => Name === name)) return "absent";
  const command = new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: name });
  return ofName(wanted, name, tagsOf((await client.send(command)).TagList));
};
