/** What Route 53 holds, as far as its data plane is modelled. Names are in lower case and end without a dot. */
export interface Route53Data {
  readonly zones: readonly Zone[];
  readonly healthChecks: readonly HealthCheck[];
}

/** A public hosted zone. */
export interface Zone {
  readonly name: string;
  readonly records: readonly RecordSet[];
}

export interface RecordSet {
  readonly name: string;
  /** `A`, `CNAME`, `TXT` */
  readonly type: string;
  readonly routing: Routing;
  readonly content: RecordContent;
  /** A record without one is always healthy. */
  readonly healthCheckId: string | undefined;
}

export type RecordContent =
  | {
      readonly kind: "values";
      readonly ttlSeconds: number;
      /** As Route 53 writes them: a TXT value in quotes. */
      readonly values: readonly string[];
    }
  | { readonly kind: "alias"; readonly target: string; readonly evaluateTargetHealth: boolean };

export type Routing =
  | { readonly kind: "simple" }
  | { readonly kind: "failover"; readonly role: "PRIMARY" | "SECONDARY" }
  | { readonly kind: "weighted"; readonly weight: number }
  /** Latency, geolocation, IP-based or multivalue: answered with SERVFAIL. */
  | { readonly kind: "unmodelled"; readonly policy: string };

export type HealthCheck = EndpointCheck | CalculatedCheck | UnmodelledCheck;

interface CheckBase {
  readonly id: string;
  readonly inverted: boolean;
  readonly disabled: boolean;
}

/** A check of the types HTTP, HTTPS, and both with string matching. */
export interface EndpointCheck extends CheckBase {
  readonly kind: "endpoint";
  readonly endpoint: Endpoint;
  /** 10 or 30, as it was at creation. */
  readonly intervalSeconds: number;
  /** How many requests in a row a checker wants before it changes its mind. */
  readonly failureThreshold: number;
  /** Where its checkers are; one is modelled in each. */
  readonly regions: readonly string[];
}

/** What a checker asks, and what it wants in the answer. */
export interface Endpoint {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
  /** With its slash. */
  readonly path: string;
  /** Undefined for a check without string matching. */
  readonly searchString: string | undefined;
}

export interface CalculatedCheck extends CheckBase {
  readonly kind: "calculated";
  readonly children: readonly string[];
  /** How many children must be healthy. */
  readonly healthThreshold: number;
}

/** A check of a type that no checker here knows; what depends on it is answered with SERVFAIL. */
export interface UnmodelledCheck extends CheckBase {
  readonly kind: "unmodelled";
  readonly type: string;
}

/** Something that Route 53 does and this resolver does not: the answer is SERVFAIL with this name and message, never a guess. */
export class NotModelled extends Error {
  override readonly name = "NotModelled";
}
