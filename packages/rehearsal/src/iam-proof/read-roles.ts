import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import { policyDocumentSchema } from "./policies.ts";
import type { PolicyDocument, RoleWithPolicies } from "./policies.ts";

/** Every role of the account, except those that AWS's services make for themselves. */
export async function readRoles(endpoint: string, region: string): Promise<RoleWithPolicies[]> {
  const client = new IAMClient({ endpoint, region, credentials: rehearsalCredentials });
  const names: string[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
    names.push(
      ...Roles.filter(({ Path = "/" }) => !Path.startsWith("/aws-service-role/")).map(({ RoleName = "" }) => RoleName),
    );
  }
  return Promise.all(names.toSorted().map((name) => readRole(client, name)));
}

async function readRole(client: IAMClient, name: string): Promise<RoleWithPolicies> {
  const { Role } = await client.send(new GetRoleCommand({ RoleName: name }));
  return {
    name,
    arn: Role?.Arn ?? "",
    boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
    trust: documentOf(Role?.AssumeRolePolicyDocument),
    policies: [...(await inlinePolicies(client, name)), ...(await attachedPolicies(client, name))],
  };
}

async function inlinePolicies(client: IAMClient, role: string): Promise<RoleWithPolicies["policies"]> {
  const names: string[] = [];
  for await (const page of paginateListRolePolicies({ client }, { RoleName: role })) {
    names.push(...(page.PolicyNames ?? []));
  }
  return Promise.all(
    names.map(async (name) => {
      const found = await client.send(new GetRolePolicyCommand({ RoleName: role, PolicyName: name }));
      return { name, document: documentOf(found.PolicyDocument) };
    }),
  );
}

async function attachedPolicies(client: IAMClient, role: string): Promise<RoleWithPolicies["policies"]> {
  const arns: string[] = [];
  for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName: role })) {
    arns.push(...(page.AttachedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn));
  }
  return Promise.all(
    arns.map(async (PolicyArn) => {
      const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }));
      const VersionId = Policy?.DefaultVersionId;
      const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
      return { name: PolicyArn, document: documentOf(PolicyVersion?.Document) };
    }),
  );
}

/** IAM answers with documents in URL encoding. @throws ZodError for what is no policy document */
function documentOf(encoded: string | undefined): PolicyDocument {
  return policyDocumentSchema.parse(JSON.parse(decodeURIComponent(encoded ?? "")));
}
