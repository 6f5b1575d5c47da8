import { checkInputs } from "../check.ts";
import { diffInputs } from "../diff.ts";
import type { Difference } from "../diff.ts";
import type { CallContext, Properties, ResourceEntry } from "../entry.ts";
import { createResource, readResource, updateResource } from "../operations.ts";
import type { Held } from "../operations.ts";

/** One resource that a test takes through its life, by the same steps as the engine does. */
export class TestResource implements Held {
  readonly id: string;
  inputs: Properties;
  state: Properties;
  readonly #entry: ResourceEntry;
  readonly #context: CallContext;

  private constructor(entry: ResourceEntry, context: CallContext, id: string, held: Held) {
    this.#entry = entry;
    this.#context = context;
    this.id = id;
    this.inputs = held.inputs;
    this.state = held.state;
  }

  /** Checks the inputs and makes the resource. Throws when a check fails. */
  static async create(entry: ResourceEntry, context: CallContext, inputs: Properties): Promise<TestResource> {
    refuseProblems(entry, inputs);
    const { id, state } = await createResource(entry, context, inputs);
    return new TestResource(entry, context, id, { inputs, state });
  }

  /** Takes over what exists already, as `pulumi import` does. */
  static async adopt(entry: ResourceEntry, context: CallContext, id: string): Promise<TestResource> {
    const held = await readResource(entry, context, id, { inputs: {}, state: {} });
    if (held === undefined) throw new Error(`there is no ${entry.type} ${id}`);
    return new TestResource(entry, context, id, held);
  }

  /** What changing to these inputs would do. */
  diff(news: Properties): Difference {
    return diffInputs(this.#entry, this.inputs, news);
  }

  /** Changes it to these inputs. Throws when that would replace it: a test makes the new one itself. */
  async update(news: Properties): Promise<void> {
    refuseProblems(this.#entry, news);
    const { replaces } = this.diff(news);
    if (replaces.size > 0) throw new Error(`${[...replaces].join(", ")} replaces ${this.#entry.type} ${this.id}`);
    this.state = await updateResource(this.#entry, this.#context, this.id, this, news);
    this.inputs = news;
  }

  /** Reads it again; false when it is gone. What differs from before is then in `inputs`. */
  async refresh(): Promise<boolean> {
    const read = await readResource(this.#entry, this.#context, this.id, this);
    if (read === undefined) return false;
    this.inputs = read.inputs;
    this.state = read.state;
    return true;
  }

  async delete(): Promise<void> {
    await this.#entry.delete(this.#context, this.id, this.state);
  }
}

function refuseProblems(entry: ResourceEntry, inputs: Properties): void {
  const problems = checkInputs(entry, inputs);
  if (problems.length > 0) throw new Error(problems.map(({ property, reason }) => `${property}: ${reason}`).join("; "));
}
