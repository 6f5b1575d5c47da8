/**
 * What a local address answers to a GET; undefined when nobody listens there, or somebody who does not speak HTTP
 * and JSON. Rejects when the signal says so.
 */
export async function ask(url: string, signal: AbortSignal): Promise<unknown> {
  try {
    // An idle connection would hold up the other side when it is to end.
    const response = await fetch(url, { headers: { connection: "close" }, signal });
    return response.ok ? await response.json() : undefined;
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
