import type { PendingOperation } from "../../ports.ts";
import type { Finding, ResourceLookup } from "../lookup.ts";
import { byInputs, harmless } from "./by-inputs.ts";
import { finders } from "./finders.ts";

/** Looks in AWS, with this process's own credentials and endpoints. */
export class AwsLookup implements ResourceLookup {
  readonly #clients = new Map<string, unknown>();

  async find(pending: PendingOperation, known: readonly string[]): Promise<Finding> {
    const { type, urn, inputs, region, inCloud } = pending;
    if (!inCloud || harmless[type] !== undefined) return "absent";
    const idOf = byInputs[type];
    if (idOf !== undefined) return { id: idOf({ urn, inputs }) };
    const finder = finders[type];
    if (finder === undefined || region === undefined) return { cannotTell: `${type} is looked for by nobody` };
    return finder({ urn, inputs, known, client: (client) => this.#client(client, region) });
  }

  #client<C>(type: new (config: { readonly region: string }) => C, region: string): C {
    const name = `${type.name} ${region}`;
    const client = this.#clients.get(name) ?? new type({ region });
    this.#clients.set(name, client);
    return client as C;
  }
}
