/** What went wrong in one line: the name that AWS gave the error, and its message. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join("; ");
  return error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
}
