import {
  CreateRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  IAMClient,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import type { Role } from "@aws-sdk/client-iam";
import { unlessGone } from "../plugin/catalogue/calls.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";
import type { WholeAnswer } from "../sandbox/forward.ts";
import { escapeXml, formOf } from "../sandbox/service-front.ts";
import type { FrontRequest, ServiceFront } from "../sandbox/service-front.ts";

/** The names of the services' own roles, to which a suffix is added. Source: IAM, "AWS services that work with IAM". */
const roleNames: Readonly<Record<string, string>> = { "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling" };

/**
 * Service-linked roles under the names that AWS gives them: MiniStack 1.5.33 ignores a custom suffix and description, and
 * writes the service's name in lower case. The emulator decides whether one may be made; what it has made is then put right.
 */
export class ServiceLinkedRoles implements ServiceFront {
  readonly #iam: IAMClient;

  /** @param emulator `http://127.0.0.1:<port>` */
  constructor(emulator: string) {
    this.#iam = new IAMClient({ endpoint: emulator, region: "us-east-1", credentials: rehearsalCredentials });
  }

  serves({ service, action }: FrontRequest["scope"]): boolean {
    return service === "iam" && action === "CreateServiceLinkedRole";
  }

  async answer({ request, forward }: FrontRequest): Promise<WholeAnswer> {
    const form = formOf(request);
    const name = roleNames[form.get("AWSServiceName") ?? ""];
    if (name === undefined) return forward();
    const suffix = form.get("CustomSuffix");
    const wanted = suffix === null ? name : `${name}_${suffix}`;
    if ((await this.#role(wanted)) !== undefined) return taken(wanted);
    const answer = await forward();
    if (answer.status >= 300) return answer;
    const made = await this.#role(/<RoleName>([^<]+)</.exec(answer.body.toString())?.[1] ?? "");
    if (made?.RoleName === undefined) throw new Error(`the emulator made no service-linked role for ${name}`);
    await this.#iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: made.RoleName }));
    const { Role: right } = await this.#iam.send(
      new CreateRoleCommand({
        RoleName: wanted,
        Path: made.Path,
        AssumeRolePolicyDocument: decodeURIComponent(made.AssumeRolePolicyDocument ?? ""),
        Description: form.get("Description") ?? undefined,
      }),
    );
    if (right === undefined) throw new Error(`the emulator made no role ${wanted}`);
    return { ...answer, body: Buffer.from(answerWith(right)) };
  }

  async #role(RoleName: string): Promise<Role | undefined> {
    const answer = unlessGone(this.#iam.send(new GetRoleCommand({ RoleName })), NoSuchEntityException.name);
    return (await answer)?.Role;
  }
}

const namespace = "https://iam.amazonaws.com/doc/2010-05-08/";

function answerWith(role: Role): string {
  const texts = {
    Path: role.Path,
    RoleName: role.RoleName,
    RoleId: role.RoleId,
    Arn: role.Arn,
    CreateDate: role.CreateDate?.toISOString(),
    AssumeRolePolicyDocument: role.AssumeRolePolicyDocument,
  };
  const inner = Object.entries(texts).map(([element, text = ""]) => `<${element}>${escapeXml(text)}</${element}>`);
  return (
    `<CreateServiceLinkedRoleResponse xmlns="${namespace}"><CreateServiceLinkedRoleResult>` +
    `<Role>${inner.join("")}</Role></CreateServiceLinkedRoleResult></CreateServiceLinkedRoleResponse>`
  );
}

/** What IAM answers when a role of this name is there already. */
function taken(name: string): WholeAnswer {
  const message = `Service role name ${name} has been taken in this account, please try a different suffix.`;
  return {
    status: 400,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(
      `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>InvalidInput</Code>` +
        `<Message>${message}</Message></Error></ErrorResponse>`,
    ),
  };
}
