import { asError } from "./errors.ts";

/** The bound holds also where a call does not heed the signal at once, such as between two attempts. */
export function within<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
  const expired = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(asError(signal.reason)), { once: true });
  });
  return Promise.race([call, expired]);
}

/** Makes a call that is given up after so many milliseconds; then it rejects with a `TimeoutError`. */
export function bounded<T>(ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(ms);
  return within(signal, call(signal));
}
