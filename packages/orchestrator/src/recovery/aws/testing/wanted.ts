import { urnTagKey, urnTagValue } from "@tandem/config";
import type { Wanted } from "../wanted.ts";

/** What AWS answers to a command, by the command's name: `DescribeVpcs`. */
export type Answers = Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>>;

interface Command {
  readonly input: Readonly<Record<string, unknown>>;
}

const type = "aws:example/thing:Thing";
const urn = `urn:pulumi:dev::tandem-primary-region::tandem:example:Group$${type}::wanted`;

/** The tag of what is looked for, and another resource's, in AWS's usual form. */
export const ownTags = [{ Key: urnTagKey, Value: urnTagValue(urn) }];
export const othersTags = [{ Key: urnTagKey, Value: urnTagValue(`${urn}-not`) }];
/** What is said of the other's tag. */
export const othersTag = `its tag ${urnTagKey} is ${urnTagValue(`${urn}-not`)}`;
/** What EC2 is asked for. */
export const ownFilter = { Name: `tag:${urnTagKey}`, Values: [urnTagValue(urn)] };

/** A search with clients that answer from a table; a command that is not in it fails the test. */
export function wantedWith(inputs: Wanted["inputs"], answers: Answers, known: readonly string[] = []): Wanted {
  return {
    urn,
    inputs,
    known,
    // The SDK's paginators take only a client of its own.
    client: (ofService) => {
      const client = new ofService({ region: "us-east-1" });
      (client as { send: unknown }).send = answerFrom(answers);
      return client;
    },
  };
}

/** AWS's word for what is not there. */
export function missing(name: string): () => never {
  return () => {
    throw Object.assign(new Error(`${name}: not there`), { name });
  };
}

function answerFrom(answers: Answers) {
  return async (command: Command): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, "");
    const answer = answers[name];
    if (answer === undefined) throw new Error(`${name} is answered by nobody`);
    return answer(command.input);
  };
}
