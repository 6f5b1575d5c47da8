/** A plain JSON-like value of a resource property; archives arrive as `Archive`. */
export type Value = string | number | boolean | null | Archive | readonly Value[] | { readonly [key: string]: Value };
export type Properties = Readonly<Record<string, Value>>;

/** A folder or file that a program passes as `FileArchive`, with the engine's own content hash. */
export class Archive {
  /** Empty when the archive comes from the engine's state, which keeps only the hash. */
  readonly path: string;
  readonly hash: string;
  constructor(path: string, hash: string) {
    this.path = path;
    this.hash = hash;
  }
}

/** What an entry's calls run with. */
export interface CallContext {
  readonly region: string;
  readonly accountId: string;
  /** The AWS SDK client of this class for this provider's region; one per class. */
  client<C>(type: new (config: ClientConfig) => C): C;
  /** The same account in another region, for calls that AWS takes only there (ReplicateKey, a replica's tags). */
  inRegion(region: string): CallContext;
}

/** The subset of every AWS SDK client's configuration that the plugin sets. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What is known of one input property. A property without an entry is refused by name. */
export interface PropertySpec {
  /** @default false: a missing value is allowed. */
  readonly required?: true;
  /** A change replaces the resource. @default false: a change updates it. */
  readonly replaces?: true;
  /** A JSON document in a string, compared by meaning. @default false: compared as it is. */
  readonly json?: true;
  /** A list in which order means nothing. @default false: order counts. */
  readonly set?: true;
  /** The cloud never reports it, so a refresh keeps the last value. @default false: read back. */
  readonly writeOnly?: true;
  /** The engine is told to keep it secret, also where it has no inputs to tell it by. @default false */
  readonly secret?: true;
  /** What the cloud uses where the program says nothing; a read value equal to it is no drift. */
  readonly default?: Value;
  /** The known fields of an object, or of each object in a list. @default any plain value. */
  readonly fields?: Readonly<Record<string, PropertySpec>>;
}

/** One resource as a list call sees it. */
export interface Listed {
  readonly id: string;
  /** The physical name, where the type has one. */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Why it is still there although it was deleted, for example `pending deletion until 2026-12-01`. */
  readonly pendingDeletion?: string;
}

/**
 * One AWS resource type: the calls that create, read, update, delete and list it.
 * Outputs always come from `read`, so nothing is reported that the emulator does not hold.
 */
export interface ResourceEntry {
  /** The Pulumi type token, `aws:kms/key:Key`. */
  readonly type: string;
  readonly properties: Readonly<Record<string, PropertySpec>>;
  /** Outputs that are not inputs. `stable` ones survive an update, `volatile` ones are unknown in its preview. */
  readonly computed: Readonly<Record<string, "stable" | "volatile">>;
  /** A global service's list shows the same resources from every region. @default "region" */
  readonly scope?: "region" | "global";
  /** Nothing tells what a program made from what others did: its list is empty, and what is there shows by reading it. */
  readonly unlisted?: true;
  /** The old one is deleted before the new one is made. @default false: after. */
  readonly deleteBeforeReplace?: true;
  /**
   * What `pulumi import` names it by, where that is not the identifier: its identifier, and what of its properties the
   * text tells. Undefined for a text of another form. @default the identifier itself
   */
  importedAs?(text: string): { readonly id: string; readonly known: Properties } | undefined;
  /** Makes the resource and returns its identifier (the one the official provider uses). */
  create(context: CallContext, inputs: Properties): Promise<string>;
  /** Inputs and computed outputs as the cloud holds them; undefined when it is gone. `known` is the state's last view. */
  read(context: CallContext, id: string, known: Properties): Promise<Properties | undefined>;
  /** Moves the resource from `olds` to `news`; `changed` names the top-level properties that differ. Absent: every change replaces. */
  update?(
    context: CallContext,
    id: string,
    news: Properties,
    olds: Properties,
    changed: ReadonlySet<string>,
  ): Promise<void>;
  /** Deletes it, and returns when it is gone (or pending deletion). Deleting what is already gone is no error. */
  delete(context: CallContext, id: string, state: Properties): Promise<void>;
  /** Everything of this type that the caller's account holds in the region. */
  list(context: CallContext): Promise<readonly Listed[]>;
}
