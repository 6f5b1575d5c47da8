import { confirm, input } from "@inquirer/prompts";
import { TandemError } from "@tandem/orchestrator";
import type { Invocation } from "./command.ts";

type Asking = Pick<Invocation, "terminal" | "options" | "signal">;

/**
 * Whether a change that was just shown is wanted: yes with `--yes`, else what somebody at a terminal answers. Ctrl-C is no.
 * @throws TandemError where nobody can be asked
 */
export function askYes(question: string, asking: Asking): Promise<boolean> {
  return ask(asking, (context) => confirm({ message: question, default: false }, context));
}

/**
 * The same for what cannot be undone: the answer is a word to be typed.
 * @throws TandemError where nobody can be asked
 */
export function askWord(question: string, word: string, asking: Asking): Promise<boolean> {
  return ask(asking, async (context) => (await input({ message: question }, context)).trim() === word);
}

/** @throws TandemError where a question would have no answer: neither `--yes` nor a terminal */
export function requireSomebody({ terminal, options }: Pick<Asking, "terminal" | "options">): void {
  if (options["yes"] === true || terminal.interactive) return;
  throw new TandemError("not-asked", "nobody can be asked: standard input and error are not a terminal", {
    hint: "the same command with --yes",
  });
}

type Context = { readonly signal: AbortSignal; readonly output: NodeJS.WriteStream };

async function ask(
  { terminal, options, signal }: Asking,
  prompt: (context: Context) => Promise<boolean>,
): Promise<boolean> {
  if (options["yes"] === true) return true;
  requireSomebody({ terminal, options });
  try {
    return await prompt({ signal, output: process.stderr });
  } catch (error) {
    // Ctrl-C at the question, or a signal meanwhile.
    if (error instanceof Error && ["ExitPromptError", "AbortPromptError"].includes(error.name)) return false;
    throw error;
  }
}
