import { setInterval } from "node:timers/promises";
import { messageOf } from "../errors.ts";

/** The answer of a call; undefined when AWS refuses it with one of these error names, which say that the thing is not there. */
export async function unlessGone<T>(call: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  }
}

/** Every item of every page. */
export async function everyItem<Page, Item>(
  pages: AsyncIterable<Page>,
  pick: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(pick(page) ?? []));
  return found;
}

/**
 * Looks every 100 ms until there is something to return.
 * @param what what is waited for, as the error names it
 * @param limitSeconds after which it throws
 */
export async function waitFor<T>(what: string, limitSeconds: number, look: () => Promise<T | undefined>): Promise<T> {
  const first = await look();
  if (first !== undefined) return first;
  const end = performance.now() + limitSeconds * 1000;
  for await (const _ of setInterval(100)) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) break;
  }
  throw new Error(`${what} did not happen within ${limitSeconds} s`);
}

/**
 * Runs what is left to do after a create call. When a step fails, what was made is deleted again,
 * so that nothing is left behind that no state knows; when that fails too, the error names it.
 */
export async function completeOrUndo(
  made: string,
  steps: () => Promise<void>,
  undo: () => Promise<void>,
): Promise<void> {
  try {
    await steps();
  } catch (error) {
    try {
      await undo();
    } catch (undoError) {
      throw new AggregateError(
        [error, undoError],
        `${messageOf(error)}; ${made} was made by then and could not be deleted again: ${messageOf(undoError)}`,
        { cause: undoError },
      );
    }
    throw error;
  }
}
