import {
  DeleteRolePolicyCommand,
  GetRolePolicyCommand,
  IAMClient,
  NoSuchEntityException,
  PutRolePolicyCommand,
  paginateListRolePolicies,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import type { CallContext, Properties, ResourceEntry } from "../../entry.ts";
import { everyItem, unlessGone } from "../calls.ts";
import { present, requiredText } from "../properties.ts";
import { documentOf } from "./documents.ts";

/** A role's inline policy; its identifier is `<role>:<name>`. */
export const rolePolicy: ResourceEntry = {
  type: "aws:iam/rolePolicy:RolePolicy",
  scope: "global",
  properties: {
    name: { required: true, replaces: true },
    policy: { required: true, json: true },
    role: { required: true, replaces: true },
  },
  computed: {},

  async create(context, inputs) {
    const key = { RoleName: requiredText(inputs, "role"), PolicyName: requiredText(inputs, "name") };
    await put(context, key, inputs);
    return `${key.RoleName}:${key.PolicyName}`;
  },

  async read(context, id) {
    const call = context.client(IAMClient).send(new GetRolePolicyCommand(keyOf(id)));
    const found = await unlessGone(call, NoSuchEntityException.name);
    if (found === undefined) return undefined;
    return present({ name: found.PolicyName, policy: documentOf(found.PolicyDocument), role: found.RoleName });
  },

  update: (context, id, news) => put(context, keyOf(id), news),

  async delete(context, id) {
    const call = context.client(IAMClient).send(new DeleteRolePolicyCommand(keyOf(id)));
    await unlessGone(call, NoSuchEntityException.name);
  },

  async list(context) {
    const client = context.client(IAMClient);
    const roles = await everyItem(paginateListRoles({ client }, {}), (page) => page.Roles);
    const listed = await Promise.all(
      roles.map(async ({ RoleName = "" }) => {
        const pages = paginateListRolePolicies({ client }, { RoleName });
        const names = await everyItem(pages, (page) => page.PolicyNames);
        return names.map((name) => ({ id: `${RoleName}:${name}`, name }));
      }),
    );
    return listed.flat();
  },
};

interface Key {
  readonly RoleName: string;
  readonly PolicyName: string;
}

/** Neither a role's nor a policy's name can hold a colon. */
function keyOf(id: string): Key {
  const [RoleName = "", PolicyName = ""] = id.split(":");
  return { RoleName, PolicyName };
}

async function put(context: CallContext, key: Key, inputs: Properties): Promise<void> {
  const PolicyDocument = requiredText(inputs, "policy");
  await context.client(IAMClient).send(new PutRolePolicyCommand({ ...key, PolicyDocument }));
}
