import { createHash } from "node:crypto";
import { LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import { listInstances } from "../instances/listed.ts";
import { rehearsalCredentials } from "../sandbox/environment.ts";

/**
 * Which role stands behind the access keys of functions: role names by key. MiniStack 1.5.33 makes a function's key from
 * its ARN and its role's; nothing that it answers tells whose session a key belongs to.
 */
export async function functionCallers(
  endpoint: string,
  regions: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const region of regions) {
    const client = new LambdaClient({ endpoint, region, credentials: rehearsalCredentials });
    for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
      for (const { FunctionArn = "", Role = "" } of Functions) {
        found.set(executionKey(FunctionArn, Role), Role.slice(Role.lastIndexOf("/") + 1));
      }
    }
  }
  return found;
}

/** Which role stands behind the access keys of instances: role names by key, as the gate knows them. */
export async function instanceCallers(endpoint: string): Promise<ReadonlyMap<string, string>> {
  const instances = await listInstances(endpoint);
  return new Map(
    instances.flatMap(({ roleArn, accessKeys }) =>
      accessKeys.map((key): [string, string] => [key, (roleArn ?? "").slice((roleArn ?? "").lastIndexOf("/") + 1)]),
    ),
  );
}

/** The access key under which a function calls AWS in the emulator. */
function executionKey(functionArn: string, roleArn: string): string {
  const digest = createHash("sha256").update(`${functionArn}:${roleArn}`).digest("hex");
  return `ASIA${digest.slice(0, 16).toUpperCase()}`;
}
