import type { ServiceRequest, ServiceRequests } from "../gaps/service-requests.ts";
import { forwardWhole } from "../sandbox/forward.ts";
import type { WholeAnswer } from "../sandbox/forward.ts";
import type { AuroraDatabases } from "./databases.ts";
import { withEngineVersions, withInstanceStatus } from "./faulty-answers.ts";
import { withViews, withWriter } from "./global-answers.ts";
import type { MoveKind } from "./global-answers.ts";

/** Operations after which there may be other members; the databases are there, or gone, before they are answered. */
const settling = new Set([
  "CreateDBInstance",
  "CreateGlobalCluster",
  "DeleteDBCluster",
  "DeleteDBInstance",
  "DeleteGlobalCluster",
  "ModifyDBCluster",
  "ModifyGlobalCluster",
  "RemoveFromGlobalCluster",
]);

/**
 * Passes requests to RDS on, and has the databases follow what they change. A move of a global database's writer is checked
 * and allowed by the emulator and done here, in its time; answers tell of it.
 * @param emulator `http://127.0.0.1:<port>`
 * @param next What answers otherwise, from the emulator.
 */
export function auroraRequests(emulator: string, databases: AuroraDatabases, next: ServiceRequests): ServiceRequests {
  /** A move is asked for and taken back at once: nobody sees what is in between. */
  let moving: Promise<unknown> = Promise.resolve();

  return async (request) => {
    const form = new URLSearchParams(request.body.toString());
    await moving;
    if (request.action === "FailoverGlobalCluster" || request.action === "SwitchoverGlobalCluster") {
      const moved = move(emulator, databases, request, form);
      moving = moved.catch(() => undefined);
      return presented(await moved, databases, request.region);
    }
    if (request.action === "CreateDBCluster" && form.has("GlobalClusterIdentifier")) {
      const problem = await problemOf(databases.lodging());
      if (problem !== undefined) return refusal("InvalidParameterCombination", problem);
    }
    const answer = await next(request);
    if (answer.status >= 300) return answer;
    const problem = await problemOf(follow(databases, request.action, form, answer.body.toString()));
    if (problem !== undefined) return refusal("InvalidDBClusterStateFault", problem);
    return presented(answer, databases, request.region);
  };
}

/** Has the databases follow what a request has changed. */
async function follow(
  databases: AuroraDatabases,
  action: string,
  form: URLSearchParams,
  answer: string,
): Promise<void> {
  if (action === "CreateDBCluster") {
    const arn = databases.names.learn(answer);
    const [user, password] = [form.get("MasterUsername"), form.get("MasterUserPassword")];
    if (arn !== undefined && user && password) {
      databases.keepMaster(arn, { user, password, database: form.get("DatabaseName") ?? undefined });
    }
    // An instance is to come yet, for which this is waited.
    void databases.settle();
    return;
  }
  if (settling.has(action)) await databases.settle();
  const password = form.get("MasterUserPassword");
  const arn = /<DBClusterArn>(?<arn>[^<]+)</.exec(answer)?.groups?.["arn"];
  if (action === "ModifyDBCluster" && password && arn !== undefined) await databases.changePassword(arn, password);
}

async function move(
  emulator: string,
  databases: AuroraDatabases,
  request: ServiceRequest,
  form: URLSearchParams,
): Promise<WholeAnswer> {
  const answer = await forwardWhole(emulator, request);
  if (answer.status >= 300) return answer;
  const body = answer.body.toString();
  const from = element(body, "FromDbClusterArn");
  const to = element(body, "ToDbClusterArn");
  const id = form.get("GlobalClusterIdentifier") ?? "";
  // It is allowed and makes sense; the roles stay until the databases have moved.
  await databases.nameWriter(id, from);
  const kind: MoveKind = form.get("AllowDataLoss")?.toLowerCase() === "true" ? "failover" : "switchover";
  const database = databases.ofGlobal(id);
  if (database === undefined) return refusal("InvalidGlobalClusterStateFault", `Global cluster ${id} has no database`);
  const reason = database.refusal(kind, to);
  if (reason !== undefined) return refusal("InvalidGlobalClusterStateFault", reason);
  database.begin(kind, to);
  return { ...answer, body: Buffer.from(withWriter(body, from)) };
}

/** An answer with the names that MiniStack has lost, and with what is true of the databases. */
function presented(answer: WholeAnswer, databases: AuroraDatabases, region: string): WholeAnswer {
  const body = answer.body.toString();
  const named = databases.names.restore(body, region);
  const versioned = withEngineVersions(named, databases.faults);
  const shown = withInstanceStatus(versioned, databases.faults, region);
  return { ...answer, body: Buffer.from(withViews(shown, databases.views)) };
}

function element(body: string, name: string): string {
  return new RegExp(`<${name}>(?<text>[^<]*)</${name}>`).exec(body)?.groups?.["text"] ?? "";
}

async function problemOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function refusal(code: string, message: string): WholeAnswer {
  const text = message.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error>`;
  return {
    status: 400,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(`<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">${error}</ErrorResponse>`),
  };
}
