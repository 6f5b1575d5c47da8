import {
  GetRoleCommand,
  IAMClient,
  paginateListPolicies,
  paginateListPolicyTags,
  paginateListRoleTags,
} from "@aws-sdk/client-iam";
import { everyItem, input, ofName, tagsOf, unlessMissing } from "./wanted.ts";
import type { Finder } from "./wanted.ts";

export const role: Finder = async (wanted) => {
  const client = wanted.client(IAMClient);
  const RoleName = input(wanted, "name");
  const found = await unlessMissing(client.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException");
  if (found === undefined) return "absent";
  const tags = await everyItem(paginateListRoleTags({ client }, { RoleName }), (page) => page.Tags);
  return ofName(wanted, RoleName, tagsOf(tags));
};

export const policy: Finder = async (wanted) => {
  const client = wanted.client(IAMClient);
  const name = input(wanted, "name");
  const policies = await everyItem(paginateListPolicies({ client }, { Scope: "Local" }), (page) => page.Policies);
  const PolicyArn = policies.find(({ PolicyName }) => PolicyName === name)?.Arn;
  if (PolicyArn === undefined) return "absent";
  const tags = await everyItem(paginateListPolicyTags({ client }, { PolicyArn }), (page) => page.Tags);
  return ofName(wanted, PolicyArn, tagsOf(tags));
};
