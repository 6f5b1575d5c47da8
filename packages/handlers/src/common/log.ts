/** What the handler says to its log. Ids may be logged; payloads and descriptions may not. */
export interface Log {
  /** What the router says while it looks for a route. */
  readonly debug: (message: string) => void;
  readonly info: (message: string, fields: Readonly<Record<string, unknown>>) => void;
  readonly warn: (message: string, error: Error) => void;
  readonly error: (message: string, error: Error) => void;
}
