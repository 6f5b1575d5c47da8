import grpc from "@grpc/grpc-js";
import type { ServerUnaryCall, UntypedServiceImplementation, sendUnaryData } from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import { checkInputs, withDefaultTags } from "./check.ts";
import type { Problem } from "./check.ts";
import { connect, parseConfiguration } from "./configuration.ts";
import { diffInputs } from "./diff.ts";
import type { Change } from "./diff.ts";
import type { CallContext, Properties, ResourceEntry } from "./entry.ts";
import {
  createResource,
  importResource,
  previewCreate,
  previewUpdate,
  readResource,
  updateResource,
} from "./operations.ts";
import { describeResource, grpcError } from "./replies.ts";
import { fromStruct, toStruct } from "./values.ts";

type Catalogue = ReadonlyMap<string, ResourceEntry>;
type Environment = Readonly<Record<string, string | undefined>>;
type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

/** The release of `@pulumi/aws` whose types and property names the catalogue follows. */
const followedVersion = "7.48.0";

/** The engine's resource provider service over a catalogue of resource types. */
export class AwsProvider {
  readonly #catalogue: Catalogue;
  readonly #environment: Environment;
  #connection: { readonly context: CallContext; readonly defaultTags: Properties } | undefined;
  #cancelled = false;

  constructor(catalogue: Catalogue, environment: Environment) {
    this.#catalogue = catalogue;
    this.#environment = environment;
  }

  /** What a gRPC server serves. Methods that are not here are answered UNIMPLEMENTED by the server. */
  service(): UntypedServiceImplementation {
    return {
      getPluginInfo: unary(() => pluginInfo()),
      checkConfig: unary((request: messages.CheckRequest) => this.#checkConfig(request)),
      diffConfig: unary((request: messages.DiffRequest) => this.#diffConfig(request)),
      configure: unary((request: messages.ConfigureRequest) => this.#configure(request)),
      check: unary((request: messages.CheckRequest) => this.#check(request)),
      diff: unary((request: messages.DiffRequest) => this.#diff(request)),
      create: unary((request: messages.CreateRequest) => this.#change(request, () => this.#create(request))),
      read: unary((request: messages.ReadRequest) => this.#change(request, () => this.#read(request))),
      update: unary((request: messages.UpdateRequest) => this.#change(request, () => this.#update(request))),
      delete: unary((request: messages.DeleteRequest) => this.#change(request, () => this.#delete(request))),
      invoke: unary((request: messages.InvokeRequest) => refuse(`the function ${request.getTok()}`)),
      call: unary((request: messages.CallRequest) => refuse(`the method ${request.getTok()}`)),
      construct: unary((request: messages.ConstructRequest) => refuse(`the component ${request.getType()}`)),
      cancel: unary(() => this.#cancel()),
    };
  }

  #checkConfig(request: messages.CheckRequest): messages.CheckResponse {
    const parsed = parseConfiguration(fromStruct(request.getNews()));
    return checkResponse(request, Array.isArray(parsed) ? parsed : []);
  }

  /** Another region is another set of resources, so it replaces the provider and with it everything it made. */
  #diffConfig(request: messages.DiffRequest): messages.DiffResponse {
    const [olds, news] = [fromStruct(request.getOldInputs()), fromStruct(request.getNews())];
    const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
    const changed = names.filter((name) => JSON.stringify(olds[name]) !== JSON.stringify(news[name]));
    const response = new messages.DiffResponse();
    response.setDiffsList(changed);
    response.setReplacesList(changed.filter((name) => name === "region"));
    response.setChanges(changes(changed.length > 0));
    return response;
  }

  async #configure(request: messages.ConfigureRequest): Promise<messages.ConfigureResponse> {
    const parsed = parseConfiguration(fromStruct(request.getArgs()));
    if (Array.isArray(parsed)) {
      throw new Error(parsed.map(({ property, reason }) => `${property}: ${reason}`).join("; "));
    }
    const context = await connect(parsed, this.#environment);
    this.#connection = { context, defaultTags: parsed.defaultTags };
    const response = new messages.ConfigureResponse();
    response.setSupportspreview(true);
    return response;
  }

  #check(request: messages.CheckRequest): messages.CheckResponse {
    const entry = this.#catalogue.get(request.getType());
    if (entry === undefined) {
      const legal = [...this.#catalogue.keys()].toSorted().join(", ");
      return checkResponse(request, [
        {
          property: "",
          reason: `unknown type ${request.getType()}: the aws stand-in has no entry for it; legal: ${legal}`,
        },
      ]);
    }
    const inputs = withDefaultTags(entry, fromStruct(request.getNews()), this.#connected().defaultTags);
    return checkResponse(request, checkInputs(entry, inputs), inputs);
  }

  #diff(request: messages.DiffRequest): messages.DiffResponse {
    const entry = this.#entry(request.getType());
    const difference = diffInputs(entry, fromStruct(request.getOldInputs()), fromStruct(request.getNews()));
    const response = new messages.DiffResponse();
    response.setChanges(changes(difference.changed.size > 0));
    response.setDiffsList([...difference.changed]);
    response.setReplacesList([...difference.replaces]);
    response.setDeletebeforereplace(entry.deleteBeforeReplace === true);
    response.setHasdetaileddiff(true);
    for (const [path, change] of difference.changes) response.getDetaileddiffMap().set(path, propertyDiff(change));
    return response;
  }

  async #create(request: messages.CreateRequest): Promise<messages.CreateResponse> {
    const entry = this.#entry(request.getType());
    const inputs = fromStruct(request.getProperties());
    const response = new messages.CreateResponse();
    if (request.getPreview()) {
      response.setProperties(toStruct(previewCreate(entry, inputs)));
      return response;
    }
    const { id, state } = await createResource(entry, this.#connected().context, inputs);
    response.setId(id);
    response.setProperties(toStruct(state));
    return response;
  }

  async #read(request: messages.ReadRequest): Promise<messages.ReadResponse> {
    const held = { inputs: fromStruct(request.getInputs()), state: fromStruct(request.getProperties()) };
    const { context } = this.#connected();
    const [entry, id] = [this.#entry(request.getType()), request.getId()];
    const isKnown = Object.keys(held.state).length > 0;
    const read = isKnown
      ? await readResource(entry, context, id, held)
      : await importResource(entry, context, id, held.inputs);
    const response = new messages.ReadResponse();
    if (read === undefined) return response;
    response.setId(read.id);
    // Elsewhere the engine knows by the inputs what is secret; here it may have none.
    const secrets = Object.keys(entry.properties).filter((name) => entry.properties[name]?.secret === true);
    response.setInputs(toStruct(read.inputs, secrets));
    response.setProperties(toStruct(read.state, secrets));
    return response;
  }

  async #update(request: messages.UpdateRequest): Promise<messages.UpdateResponse> {
    const entry = this.#entry(request.getType());
    const held = { inputs: fromStruct(request.getOldInputs()), state: fromStruct(request.getOlds()) };
    const news = fromStruct(request.getNews());
    const state = request.getPreview()
      ? previewUpdate(entry, held.state, news)
      : await updateResource(entry, this.#connected().context, request.getId(), held, news);
    const response = new messages.UpdateResponse();
    response.setProperties(toStruct(state));
    return response;
  }

  async #delete(request: messages.DeleteRequest): Promise<empties.Empty> {
    const state = fromStruct(request.getProperties());
    await this.#entry(request.getType()).delete(this.#connected().context, request.getId(), state);
    return new empties.Empty();
  }

  /** Calls that are under way run to their end, so that nothing is made that no state knows; new ones are refused. */
  #cancel(): empties.Empty {
    this.#cancelled = true;
    return new empties.Empty();
  }

  async #change<Response>(request: { getUrn(): string }, call: () => Promise<Response>): Promise<Response> {
    if (this.#cancelled) throw grpcError(grpc.status.CANCELLED, `${describeResource(request.getUrn())}: cancelled`);
    try {
      return await call();
    } catch (error) {
      throw grpcError(grpc.status.UNKNOWN, describeResource(request.getUrn()), error);
    }
  }

  #entry(type: string): ResourceEntry {
    const entry = this.#catalogue.get(type);
    if (entry === undefined) throw new Error(`unknown type ${type}: the aws stand-in has no entry for it`);
    return entry;
  }

  #connected(): { readonly context: CallContext; readonly defaultTags: Properties } {
    if (this.#connection === undefined) throw new Error("the engine has not configured the aws provider yet");
    return this.#connection;
  }
}

function unary<Request, Response>(handler: Handler<Request, Response>) {
  return (call: ServerUnaryCall<Request, Response>, reply: sendUnaryData<Response>): void => {
    const answer = async () => handler(call.request);
    answer().then(
      (response) => reply(null, response),
      (error: unknown) => reply(grpcError(grpc.status.UNKNOWN, "", error)),
    );
  };
}

function refuse(what: string): never {
  throw grpcError(grpc.status.UNIMPLEMENTED, `the aws stand-in does not know ${what}`);
}

function pluginInfo(): pluginProto.PluginInfo {
  const info = new pluginProto.PluginInfo();
  info.setVersion(followedVersion);
  return info;
}

function checkResponse(request: messages.CheckRequest, problems: readonly Problem[], inputs?: Properties) {
  const response = new messages.CheckResponse();
  response.setInputs(inputs === undefined ? request.getNews() : toStruct(inputs));
  response.setFailuresList(
    problems.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

function changes(some: boolean): messages.DiffResponse.DiffChanges {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  return some ? DIFF_SOME : DIFF_NONE;
}

function propertyDiff(change: Change): messages.PropertyDiff {
  const { Kind } = messages.PropertyDiff;
  const kinds = {
    add: Kind.ADD,
    update: Kind.UPDATE,
    delete: Kind.DELETE,
    "add-replace": Kind.ADD_REPLACE,
    "update-replace": Kind.UPDATE_REPLACE,
    "delete-replace": Kind.DELETE_REPLACE,
  } as const satisfies Record<Change, messages.PropertyDiff.Kind>;
  const diff = new messages.PropertyDiff();
  diff.setKind(kinds[change]);
  diff.setInputdiff(true);
  return diff;
}
