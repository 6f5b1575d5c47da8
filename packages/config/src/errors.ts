/** `user`: the input is wrong; `aborted`: stopped on request; `deploy`: AWS or the engine refused; `bug`: ours. */
export type ErrorKind = "user" | "aborted" | "deploy" | "bug";

/**
 * An error that is shown to people: what is wrong, with the bad value and the legal ones, and a command that mends it.
 * The code is stable and named in the documents.
 */
export class TandemError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  /** A command or step that mends it. */
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { kind?: ErrorKind; hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "TandemError";
    this.code = code;
    this.kind = options.kind ?? "user";
    this.hint = options.hint;
  }
}

/** One wrong value of a configuration. */
export interface ConfigProblem {
  /** The configuration key, `tandem:environmentSuffix`. */
  readonly key: string;
  /** The value as given; undefined when it is missing. */
  readonly value: unknown;
  /** What would be accepted. */
  readonly legal: string;
  /** A command that mends it. */
  readonly fix: string;
}

/** Every problem of one configuration at once. */
export class ConfigError extends TandemError {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(
      ({ key, value, legal, fix }) =>
        `  ${key}: ${value === undefined ? "missing" : JSON.stringify(value)} is not accepted; legal: ${legal}\n    fix: ${fix}`,
    );
    super(
      "config-invalid",
      `${problems.length} ${problems.length === 1 ? "problem" : "problems"} in the configuration\n${lines.join("\n")}`,
    );
    this.name = "ConfigError";
    this.problems = problems;
  }
}
