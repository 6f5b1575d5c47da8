import {
  CreateDBClusterSnapshotCommand,
  DescribeDBClusterSnapshotsCommand,
  RDSClient,
  RDSServiceException,
} from "@aws-sdk/client-rds";
import type { DBClusterSnapshot } from "@aws-sdk/client-rds";
import type { ClientConfig } from "../plugin/entry.ts";
import type { WholeAnswer } from "../sandbox/forward.ts";
import { Refused, answeredOrRefused, element, success, tagsIn } from "./rds-answers.ts";
import type { ServiceRequest } from "./service-requests.ts";

/** How long a snapshot is copied, in seconds. */
export const copyingSeconds = 5;

/** What a snapshot of a person's may be called; `rds:` begins those of RDS's own. */
const identifier = /^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/i;

/**
 * CopyDBClusterSnapshot, which MiniStack 1.5.33 does not know. A copy is a snapshot of the emulator's like every other, made of
 * the source's cluster, which therefore has to be there still; it holds no data, as the source does not.
 */
export class SnapshotCopies {
  /** By ARN, until when a copy is being made. */
  readonly #until = new Map<string, number>();

  /** @param emulator where the region's snapshots are */
  answer({ action, region, body }: ServiceRequest, emulator: ClientConfig): Promise<WholeAnswer> {
    const form = new URLSearchParams(body.toString());
    return answeredOrRefused(async () => {
      const source = required(form, "SourceDBClusterSnapshotIdentifier");
      const target = required(form, "TargetDBClusterSnapshotIdentifier");
      if (!identifier.test(target)) {
        const legal = "1 to 63 letters, digits and single inner hyphens, beginning with a letter";
        throw new Refused("InvalidParameterValue", 400, `${target} is not a valid identifier; legal: ${legal}`);
      }
      const rds = new RDSClient(emulator);
      const from = await this.#source(rds, identifierIn(source, region));
      const tags = [...(form.get("CopyTags") === "true" ? (from.TagList ?? []) : []), ...tagsIn(form)];
      const made = new CreateDBClusterSnapshotCommand({
        DBClusterIdentifier: from.DBClusterIdentifier,
        DBClusterSnapshotIdentifier: target,
        Tags: tags,
      });
      const { DBClusterSnapshot: copy = {} } = await passing(rds.send(made));
      this.#until.set(copy.DBClusterSnapshotArn ?? "", Date.now() + copyingSeconds * 1000);
      return success(action, described(copy, from));
    });
  }

  /** An answer in which each copy that is not ready yet says so. */
  shown(answer: WholeAnswer): WholeAnswer {
    const body = answer.body.toString();
    if (!body.includes("<DBClusterSnapshot>")) return answer;
    const told = body.replaceAll(/<DBClusterSnapshot>.*?<\/DBClusterSnapshot>/gs, (snapshot) => {
      const arn = /<DBClusterSnapshotArn>(?<arn>[^<]+)</.exec(snapshot)?.groups?.["arn"] ?? "";
      return this.#isUnderWay(arn) ? snapshot.replace("<Status>available<", "<Status>copying<") : snapshot;
    });
    return { ...answer, body: Buffer.from(told) };
  }

  async #source(rds: RDSClient, DBClusterSnapshotIdentifier: string): Promise<DBClusterSnapshot> {
    const found = await passing(rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier })));
    const [source = {}] = found.DBClusterSnapshots ?? [];
    if (this.#isUnderWay(source.DBClusterSnapshotArn ?? "")) {
      throw new Refused("InvalidDBClusterSnapshotStateFault", 400, `${DBClusterSnapshotIdentifier} is not available.`);
    }
    return source;
  }

  #isUnderWay(arn: string): boolean {
    return (this.#until.get(arn) ?? 0) > Date.now();
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw new Refused("MissingParameter", 400, `${name} is required`);
}

/** A snapshot is named by its identifier, or by its ARN: `arn:aws:rds:<region>:<account>:cluster-snapshot:<identifier>`. */
function identifierIn(source: string, here: string): string {
  if (!source.startsWith("arn:")) return source;
  const [, , , region, , , ...name] = source.split(":");
  if (region === here) return name.join(":");
  throw new Refused("InvalidParameterValue", 400, `${source} is in ${region}; only copies within ${here} are emulated`);
}

/** What the emulator refuses is refused in the same words. */
async function passing<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof RDSServiceException)) throw error;
    throw new Refused(error.name, error.$metadata.httpStatusCode ?? 400, error.message);
  }
}

function described(copy: DBClusterSnapshot, from: DBClusterSnapshot): string {
  const told = {
    DBClusterSnapshotIdentifier: copy.DBClusterSnapshotIdentifier,
    DBClusterIdentifier: copy.DBClusterIdentifier,
    DBClusterSnapshotArn: copy.DBClusterSnapshotArn,
    SourceDBClusterSnapshotArn: from.DBClusterSnapshotArn,
    Engine: copy.Engine,
    EngineVersion: copy.EngineVersion,
    SnapshotCreateTime: copy.SnapshotCreateTime?.toISOString(),
    Status: "copying",
    SnapshotType: "manual",
  };
  const elements = Object.entries(told).map(([name, text]) => (text === undefined ? "" : element(name, text)));
  return `<DBClusterSnapshot>${elements.join("")}</DBClusterSnapshot>`;
}
