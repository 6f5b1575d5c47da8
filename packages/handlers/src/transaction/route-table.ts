import type { Sessions } from "../session/logic.ts";
import type { Documents } from "./document-logic.ts";
import type { Health } from "./health.ts";
import type { Transactions } from "./logic.ts";
import { refusal } from "./reply.ts";
import type { BytesReply, Reply } from "./reply.ts";

export interface Route {
  readonly method: "GET" | "POST" | "PUT";
  /** A segment that begins with a colon stands for any one: the only one is `:id`. */
  readonly path: `/${string}`;
  readonly run: (request: RouteRequest) => Promise<Reply | BytesReply>;
}

/** As much of a request as a route looks at. */
export interface RouteRequest {
  /** What stands for `:id`, decoded; empty where the route has none. */
  readonly id: string;
  readonly contentType: string | undefined;
  readonly body: () => Uint8Array<ArrayBuffer>;
}

/** What is served. Health always is. */
export interface Services {
  readonly transactions?: Transactions;
  readonly documents?: Documents;
  readonly sessions?: Sessions;
  readonly health: Health;
}

/** The routes of what is served, whatever carries them. */
export function routesOf({ transactions, documents, sessions, health }: Services): readonly Route[] {
  return [
    ...(transactions === undefined ? [] : transactionRoutes(transactions)),
    ...(documents === undefined ? [] : documentRoutes(documents)),
    ...(sessions === undefined ? [] : sessionRoutes(sessions)),
    { method: "GET", path: "/health", run: () => health.health() },
    { method: "GET", path: "/ready", run: () => health.ready() },
  ];
}

function transactionRoutes({ accept, show }: Transactions): readonly Route[] {
  return [
    { method: "POST", path: "/transactions", run: ({ body }) => accept(textOf(body())) },
    { method: "GET", path: "/transactions/:id", run: ({ id }) => show(id) },
  ];
}

function documentRoutes({ put, get }: Documents): readonly Route[] {
  return [
    {
      method: "PUT",
      path: "/transactions/:id/document",
      run: ({ id, contentType, body }) => put(id, contentType, body()),
    },
    { method: "GET", path: "/transactions/:id/document", run: ({ id }) => get(id) },
  ];
}

function sessionRoutes({ put, get }: Sessions): readonly Route[] {
  return [
    { method: "PUT", path: "/sessions/:id", run: ({ id, body }) => put(id, textOf(body())) },
    { method: "GET", path: "/sessions/:id", run: ({ id }) => get(id) },
  ];
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Answers to what no route is for. */
export interface RouteRefusals {
  readonly noRoute: Reply;
  /** A method that no route has at all. */
  readonly noMethod: Reply;
  /** Of a path that has other routes: these. */
  readonly notAllowed: (here: readonly Route[]) => Reply;
}

export function refusalsOf(routes: readonly Route[]): RouteRefusals {
  const nameOf = ({ method, path }: Route) => `${method} ${path}`;
  const legal = routes.map(nameOf);
  return {
    noRoute: refusal(404, "no-route", `there is no such route; legal are ${legal.join(", ")}`, { routes: legal }),
    noMethod: refusal(405, "method-not-allowed", `no route has that method; legal are ${legal.join(", ")}`, {
      routes: legal,
    }),
    notAllowed: (here) => {
      const named = here.map(nameOf);
      const message = named.length === 1 ? `the route is ${named.join()}` : `the routes are ${named.join(", ")}`;
      const allow = here.map(({ method }) => method).join(", ");
      return refusal(405, "method-not-allowed", message, { routes: named, headers: { allow } });
    },
  };
}

/** What a client is told of a failure that nobody foresaw. */
export const internalError = refusal(500, "internal", "the request failed; its x-request-id finds it in the log");
