/** A positional argument. */
export interface ArgumentSpec {
  /** In Commander's form: `<profile>` required, `[env]` optional, `[files...]` many. */
  readonly name: string;
  readonly summary: string;
}

/** An option; without a value it is a switch. */
export interface OptionSpec {
  /** In Commander's form: `--env <name>`, `--json`, `--layer <ids...>`. */
  readonly flags: string;
  readonly summary: string;
}

/** Values of a command's options by their camel-case names. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** What a command's run gets. */
export interface Invocation {
  readonly args: readonly (string | undefined)[];
  /** What stands after `--`. */
  readonly rest: readonly string[];
  readonly options: OptionValues;
  /** Aborted by the first Ctrl-C: a command that stops in stages begins nothing new then. */
  readonly stop: AbortSignal;
  /** Aborted when what runs is to end: by the first Ctrl-C or SIGTERM, in stages by the second Ctrl-C or a SIGTERM. */
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
}

/** The two streams of a run: data goes to `out`, everything for people to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal that can redraw. */
  readonly live: boolean;
  /** Whether somebody can be asked: standard input and `err` are terminals. */
  readonly interactive: boolean;
}

/** One command, as data; `load` imports what runs it only when it is asked for. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly args: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  /** Its first Ctrl-C lets the operations that run finish, its second cancels them. @default false: the first ends all */
  readonly staged?: true;
  readonly load: () => Promise<(invocation: Invocation) => Promise<ExitCode>>;
}

/** What the process ends with. */
export const exitCodes = {
  /** Done, and every check holds. */
  ok: 0,
  /** It ran, and something did not hold or a deployment failed. */
  failed: 1,
  /** The command line or the configuration is wrong; nothing was done. */
  usage: 2,
  /** A fault in Tandem itself. */
  bug: 70,
  /** Stopped on request (Ctrl-C). */
  aborted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
