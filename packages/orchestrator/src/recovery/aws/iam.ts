import {
  GetInstanceProfileCommand,
  GetRoleCommand,
  IAMClient,
  paginateListInstanceProfileTags,
  paginateListPolicies,
  paginateListPolicyTags,
  paginateListRoleTags,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import { everyItem, input, ofName, ofNameTaggedLater, tagsOf, unlessMissing } from "./wanted.ts";
import type { Finder } from "./wanted.ts";

export const role: Finder = async (wanted) => {
  const client = wanted.client(IAMClient);
  const RoleName = input(wanted, "name");
  const found = await unlessMissing(client.send(new GetRoleCommand({ RoleName })), "NoSuchEntityException");
  if (found === undefined) return "absent";
  const tags = await everyItem(paginateListRoleTags({ client }, { RoleName }), (page) => page.Tags);
  return ofName(wanted, RoleName, tagsOf(tags));
};

/** AWS names it, after its service and with the suffix behind an underscore; it gets its tags by a second call. */
export const serviceLinkedRole: Finder = async (wanted) => {
  const client = wanted.client(IAMClient);
  const suffix = `_${input(wanted, "customSuffix")}`;
  const PathPrefix = `/aws-service-role/${input(wanted, "awsServiceName")}/`;
  const roles = await everyItem(paginateListRoles({ client }, { PathPrefix }), (page) => page.Roles);
  const found = roles.find(({ RoleName }) => RoleName?.endsWith(suffix) === true);
  if (found?.Arn === undefined) return "absent";
  const pages = paginateListRoleTags({ client }, { RoleName: found.RoleName });
  return ofNameTaggedLater(wanted, found.Arn, tagsOf(await everyItem(pages, (page) => page.Tags)));
};

/** It gets its role by a second call; where the run died between the two, an update makes it. */
export const instanceProfile: Finder = async (wanted) => {
  const client = wanted.client(IAMClient);
  const InstanceProfileName = input(wanted, "name");
  const call = client.send(new GetInstanceProfileCommand({ InstanceProfileName }));
  if ((await unlessMissing(call, "NoSuchEntityException")) === undefined) return "absent";
  const pages = paginateListInstanceProfileTags({ client }, { InstanceProfileName });
  return ofName(wanted, InstanceProfileName, tagsOf(await everyItem(pages, (page) => page.Tags)));
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
