import { regionOfAddress, regionOfName } from "../load-balancer/address.ts";
import type { BalancerPlace } from "../load-balancer/serve.ts";
import { schemeHeader, sourceHeader } from "./function-source.ts";

/** What is known of a request before its body is read. Header names are in lower case. */
export interface RequestHead {
  readonly method: string;
  /** Path and query as the client wrote them. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Whose a request is: region and service as it was signed for them or as its host names them. */
export interface RequestScope {
  /** Undefined for a request that is neither signed nor addressed to a host of AWS's. */
  readonly region: string | undefined;
  /** The signing name, `dynamodb`, `apigateway`, `monitoring`. */
  readonly service: string | undefined;
  /** The operation's name where the protocol says it, else method and path. */
  readonly action: string;
}

/**
 * Region, service and action of a request to any AWS endpoint: from the SigV4 header, else the presigned query,
 * else the host of a data plane.
 * @param form the body of a form-encoded request, in which the Query protocol names its action
 */
export function requestScope(head: RequestHead, form?: string): RequestScope {
  const { path, query } = splitTarget(head.target);
  const balancer = balancerOf(head);
  if (balancer !== undefined) return { region: balancer.region, service: "elasticloadbalancing", action: "Request" };
  const domain = customDomainOf(head);
  if (domain !== undefined) return { region: domain.region, service: "execute-api", action: "Invoke" };
  const pinged = pingedRegion(head);
  if (pinged !== undefined) return { region: pinged, service: "dynamodb", action: "Ping" };
  const host = dataPlaneOf(headerOf(head, "host"));
  if (host !== undefined) return { region: host.region, service: host.service, action: host.action };
  const signed = credentialScope(headerOf(head, "authorization"), query);
  const action =
    targetedAction(headerOf(head, "x-amz-target"), path) ??
    query.get("Action") ??
    (form === undefined ? null : new URLSearchParams(form).get("Action")) ??
    (signed?.service === "s3" ? s3Operation(head.method, path, query) : undefined) ??
    `${head.method} ${path}`;
  return { region: signed?.region, service: signed?.service, action };
}

/** Whether the body must be read to know the action: the Query protocol carries it there. */
export function actionIsInBody(head: RequestHead): boolean {
  return (
    head.method === "POST" &&
    headerOf(head, "authorization") !== undefined &&
    (headerOf(head, "content-type") ?? "").startsWith("application/x-www-form-urlencoded")
  );
}

/**
 * The path and query under which the emulator serves a request. A REST API's host is not understood there as it is; and at a
 * function URL's the emulator tells of itself under `/health`, before it looks at the host.
 */
export function emulatorTarget(head: RequestHead): string {
  const host = dataPlaneOf(headerOf(head, "host"));
  if (host === undefined) return head.target;
  const kind = host.service === "execute-api" ? "execute-api" : "lambda-url";
  return `/_aws/${kind}/${host.id}${head.target}`;
}

/** Whether the emulator goes by the host rather than by {@link emulatorTarget}, as long as it is told this one. */
export function isFunctionUrl(head: RequestHead): boolean {
  return dataPlaneOf(headerOf(head, "host"))?.service === "lambda";
}

/** Names the host to which a client has connected, where its request is for another one (`Host`). */
export const connectedToHeader = "tandem-connected-to";

/** A custom domain name of REST APIs, in the region whose endpoint is asked for it. */
export interface CustomDomain {
  readonly domainName: string;
  readonly region: string;
}

/** The custom domain that a request is for, when it has come to a region's endpoint of such a name. */
export function customDomainOf(head: RequestHead): CustomDomain | undefined {
  const region = regionalDomain.exec(headerOf(head, connectedToHeader) ?? "")?.groups?.["region"];
  const domainName = headerOf(head, "host")?.toLowerCase().replace(/:\d+$/, "");
  return region === undefined || domainName === undefined ? undefined : { domainName, region };
}

/**
 * The load balancer to which a request has come, by its host or address, whatever host the request is for, and the port: that
 * of `Host`, else the protocol's.
 */
export function balancerOf(head: RequestHead): BalancerPlace | undefined {
  const requested = headerOf(head, "host") ?? "";
  const host = (headerOf(head, connectedToHeader) ?? requested).toLowerCase().replace(/:\d+$/, "");
  const region = regionOfName(host) ?? regionOfAddress(host);
  if (region === undefined) return undefined;
  const port = /:(?<port>\d+)$/.exec(requested)?.groups?.["port"];
  return { host, region, port: Number(port ?? (headerOf(head, schemeHeader) === "http" ? 80 : 443)) };
}

/** `d-<id>.execute-api.<region>.amazonaws.com` at AWS; MiniStack puts the name itself in front. */
const regionalDomain = /^[a-z0-9.-]+\.execute-api\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?::\d+)?$/i;

/**
 * From which region's function a request comes, as the preload of functions has it say; undefined for clients and health
 * checkers, which are outside AWS's regions.
 */
export function sourceOf(head: RequestHead): string | undefined {
  return headerOf(head, sourceHeader) ?? appId.exec(headerOf(head, "user-agent") ?? "")?.groups?.["region"];
}

/** Among the SDK's metadata of a user agent. */
const appId = /(?:^| )app\/tandem-(?<region>[a-z0-9-]+)(?: |$)/;

interface DataPlane {
  readonly id: string;
  readonly region: string;
  readonly service: string;
  readonly action: string;
}

const executeApi = /^(?<id>[a-z0-9]+)\.execute-api\.(?<region>[a-z0-9-]+)\.amazonaws\.com(?::\d+)?$/;
const functionUrl = /^(?<id>[a-z0-9-]+)\.lambda-url\.(?<region>[a-z0-9-]+)\.on\.aws(?::\d+)?$/;

/** The data planes that are called without a signature, each with the IAM action of such a call. */
function dataPlaneOf(host: string | undefined): DataPlane | undefined {
  const name = (host ?? "").toLowerCase();
  const api = executeApi.exec(name)?.groups;
  if (api?.["id"] !== undefined && api["region"] !== undefined) {
    return { id: api["id"], region: api["region"], service: "execute-api", action: "Invoke" };
  }
  const url = functionUrl.exec(name)?.groups;
  if (url?.["id"] !== undefined && url["region"] !== undefined) {
    return { id: url["id"], region: url["region"], service: "lambda", action: "InvokeFunctionUrl" };
  }
  return undefined;
}

/** The region whose DynamoDB endpoint is asked for `/ping`, which takes no signature: any other request there is signed. */
export function pingedRegion(head: RequestHead): string | undefined {
  const isPing = head.method === "GET" && splitTarget(head.target).path === "/ping";
  return isPing ? regionEndpoint.exec(headerOf(head, "host") ?? "")?.groups?.["region"] : undefined;
}

const regionEndpoint = /^dynamodb\.(?<region>[a-z0-9-]+)\.amazonaws\.com$/;

const scopeInHeader =
  /^AWS4-HMAC-SHA256 (?:.*[ ,])?Credential=(?<key>[^/, ]+)\/\d{8}\/(?<region>[^/, ]+)\/(?<service>[^/, ]+)\/aws4_request/;

/** The credential scope, `<key>/<date>/<region>/<service>/aws4_request`. */
function credentialScope(authorization: string | undefined, query: URLSearchParams) {
  const header = scopeInHeader.exec(authorization ?? "")?.groups;
  if (header?.["region"] !== undefined && header["service"] !== undefined) {
    return { region: header["region"], service: header["service"] };
  }
  const [, date, region, service, end] = (query.get("X-Amz-Credential") ?? "").split("/");
  return date && region && service && end === "aws4_request" ? { region, service } : undefined;
}

/** Access key of who signed a request; undefined for a request without a signature. */
export function callerOf(head: RequestHead): string | undefined {
  const { query } = splitTarget(head.target);
  const key = scopeInHeader.exec(headerOf(head, "authorization") ?? "")?.groups?.["key"];
  return key ?? (query.get("X-Amz-Credential")?.split("/")[0] || undefined);
}

/** AWS's clients name most of S3's operations in the query; the others that a document takes are told by their form. */
function s3Operation(method: string, path: string, query: URLSearchParams): string | undefined {
  const named = query.get("x-id");
  // To IAM, reading one version is another action.
  if (named === "GetObject" && query.has("versionId")) return "GetObjectVersion";
  if (named !== null) return named;
  if (method === "GET" && query.get("list-type") === "2") return "ListObjectsV2";
  return method === "HEAD" && /^\/[^/]+\/./.test(path) ? "HeadObject" : undefined;
}

/** JSON protocols name the operation in a header, `DynamoDB_20120810.PutItem`; RPC over CBOR in the path. */
function targetedAction(target: string | undefined, path: string): string | undefined {
  return target?.split(".").at(-1) ?? /^\/service\/[^/]+\/operation\/(?<name>[^/]+)$/.exec(path)?.groups?.["name"];
}

function splitTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf("?");
  return mark === -1
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

function headerOf(head: RequestHead, name: string): string | undefined {
  const value = head.headers[name];
  return typeof value === "string" ? value : value?.[0];
}
