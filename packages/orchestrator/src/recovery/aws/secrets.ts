import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListTagsForResourceCommand, SSMClient, paginateDescribeParameters } from "@aws-sdk/client-ssm";
import { everyItem, input, ofName, onlyOne, tagsOf, unlessMissing } from "./wanted.ts";
import type { Finder } from "./wanted.ts";

/** One that waits for its deletion is gone. */
export const secret: Finder = async (wanted) => {
  const call = wanted.client(SecretsManagerClient).send(new DescribeSecretCommand({ SecretId: input(wanted, "name") }));
  const found = await unlessMissing(call, "ResourceNotFoundException");
  if (found?.ARN === undefined || found.DeletedDate !== undefined) return "absent";
  return ofName(wanted, found.ARN, tagsOf(found.Tags));
};

/** A version has no tags, but its secret is the environment's own: it is the current one, if no state knows it. */
export const secretVersion: Finder = async (wanted) => {
  const SecretId = input(wanted, "secretId");
  const call = wanted.client(SecretsManagerClient).send(new DescribeSecretCommand({ SecretId }));
  const found = await unlessMissing(call, "ResourceNotFoundException");
  const current = Object.entries(found?.VersionIdsToStages ?? {}).filter(([, stages]) => stages.includes("AWSCURRENT"));
  const ids = current.map(([version]) => `${found?.ARN ?? SecretId}|${version}`);
  return onlyOne(
    ids.filter((id) => !wanted.known.includes(id)),
    "are both current",
  );
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
