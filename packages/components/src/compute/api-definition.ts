import { createHash } from "node:crypto";

/** One path of a REST API and how it is served. Plain values only: a deployment is decided before anything exists. */
export interface ApiRoute {
  /** Key in resource names. */
  readonly key: string;
  /** Last part of the path; undefined for the root. */
  readonly pathPart: string | undefined;
  readonly httpMethod: "ANY";
  readonly authorization: "NONE";
  readonly integration: "AWS_PROXY";
}

/** Everything to one function: the root by itself, since a proxy resource does not match it. */
export const proxyRoutes: readonly ApiRoute[] = [
  { key: "root", pathPart: undefined, httpMethod: "ANY", authorization: "NONE", integration: "AWS_PROXY" },
  { key: "proxy", pathPart: "{proxy+}", httpMethod: "ANY", authorization: "NONE", integration: "AWS_PROXY" },
];

/**
 * Media types that are handed to the function as bytes: all of them. API Gateway compares an answer with the request's
 * `Accept` literally, and most clients send one with `*` in it, so that no narrower list would ever match.
 */
export const binaryMediaTypes: readonly string[] = ["*/*"];

/**
 * A deployment is a snapshot of the API: it must be replaced whenever the definition changes, and only then. The hash
 * is of plain values, so that a preview shows the replacement.
 */
export function definitionHash(routes: readonly ApiRoute[], functionName: string): string {
  const definition = {
    functionName,
    binaryMediaTypes,
    routes: routes.map(({ pathPart, httpMethod, authorization, integration }) => ({
      pathPart: pathPart ?? "",
      httpMethod,
      authorization,
      integration,
    })),
  };
  return createHash("sha256").update(JSON.stringify(definition)).digest("hex");
}
